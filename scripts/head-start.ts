import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';
import { parse } from 'yaml';

/**
 * What the built page asks for in its head, before any of its code runs: the simulation's worker, kubectl, and the small
 * chunks on the way to the first lesson. Otherwise each would be asked for by the one before it, a round trip each.
 */
export function headStart(lesson: string): Plugin {
  return {
    name: 'wheelhouse-head-start',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (!bundle) return [];
        const files = Object.values(bundle);
        const chunkOf = (end: string): string => {
          const found = files.find((file) => file.type === 'chunk' && isMadeOf(file, end));
          if (!found) throw new Error(`head start: no chunk of ${end}`);
          return `./${found.fileName}`;
        };
        const assetsOf = (name: string): string[] =>
          files.flatMap(({ fileName }) =>
            fileName.startsWith(`assets/${name}-`) && fileName.endsWith('.js') ? [`./${fileName}`] : [],
          );
        const [worker] = assetsOf('main');
        if (!worker) return []; // A page without the simulation (the benchmarks').
        const small = ['lessons/content.ts', 'course.yaml', `${lesson}/lesson.yaml`, `${lesson}/solution.txt?raw`];
        const links = small.map(chunkOf);
        const share = chunkOf('worker/share.ts');
        const prose = { ko: chunkOf(`${lesson}/ko.md?raw`), en: chunkOf(`${lesson}/en.md?raw`) };
        const fresh = { ...clusterOf(lesson), lesson };
        const beside = [...assetsOf('commands'), ...assetsOf('shell')];
        // Behind the page's own first script, which finds out the language, and before the style sheet: a script after
        // that waits for it.
        const tags = links.map((href) => ({ tag: 'link', attrs: { rel: 'modulepreload', href } }));
        return { html: html.replace('</script>', `</script>${script(worker, beside, prose, share, fresh)}`), tags };
      },
    },
  };
}

/** The cluster a lesson is played on. */
const clusterOf = (lesson: string): object =>
  (parse(readFileSync(join(import.meta.dirname, '../lessons', lesson, 'lesson.yaml'), 'utf8')) as { cluster: object })
    .cluster;

const isMadeOf = (chunk: Rolldown.OutputChunk, end: string): boolean =>
  chunk.facadeModuleId?.endsWith(`/${end}`) === true;

/**
 * kubectl is fetched into the cache: the worker imports it a moment later. What the page will open is told to the worker,
 * so that the cluster stands when the page does (src/worker/ahead.ts).
 */
const script = (
  worker: string,
  beside: readonly string[],
  prose: Readonly<Record<string, string>>,
  share: string,
  fresh: object,
): string => `
    <script>
(function () {
  var worker = (window.firstWorker = new Worker(${JSON.stringify(worker)}, { type: 'module', name: 'wheelhouse' }));
  worker.onerror = function () { worker.failed = true; };
  var link = /^#s=(.+)$/.exec(location.hash);
  worker.postMessage({ type: 'expect', link: link ? link[1] : undefined, fresh: ${JSON.stringify(fresh)} });
  ${JSON.stringify(beside)}.forEach(function (url) { fetch(url).catch(function () {}); });
  [${JSON.stringify(prose)}[document.documentElement.lang]]
    .concat(link ? ${JSON.stringify(share)} : [])
    .forEach(function (url) {
      var tag = document.createElement('link');
      tag.rel = 'modulepreload';
      tag.href = url;
      document.head.append(tag);
    });
})();
    </script>`;
