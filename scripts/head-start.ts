import type { Plugin, Rolldown } from 'vite';

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
      handler(_html, { bundle }) {
        if (!bundle) return [];
        const files = Object.values(bundle);
        const chunkOf = (end: string): string => {
          const found = files.find((file) => file.type === 'chunk' && isMadeOf(file, end));
          if (!found) throw new Error(`head start: no chunk of ${end}`);
          return `./${found.fileName}`;
        };
        const assetsOf = (name: string): string[] =>
          files.flatMap(({ fileName }) => (fileName.startsWith(`assets/${name}-`) && fileName.endsWith('.js') ? [`./${fileName}`] : []));
        const [worker] = assetsOf('main');
        if (!worker) return []; // A page without the simulation (the benchmarks').
        const small = ['lessons/content.ts', 'course.yaml', `${lesson}/lesson.yaml`, `${lesson}/solution.txt?raw`];
        const links = [...small, 'worker/share.ts'].map(chunkOf);
        const prose = { ko: chunkOf(`${lesson}/ko.md?raw`), en: chunkOf(`${lesson}/en.md?raw`) };
        const beside = [...assetsOf('commands'), ...assetsOf('shell')];
        return [
          { tag: 'script', injectTo: 'head', children: script(worker, beside, prose) },
          ...links.map((href) => ({ tag: 'link', attrs: { rel: 'modulepreload', href }, injectTo: 'head' as const })),
        ];
      },
    },
  };
}

const isMadeOf = (chunk: Rolldown.OutputChunk, end: string): boolean =>
  chunk.facadeModuleId?.endsWith(`/${end}`) === true;

/** kubectl is fetched into the cache: the worker imports it a moment later. */
const script = (worker: string, beside: readonly string[], prose: Readonly<Record<string, string>>): string => `
(function () {
  var worker = (window.firstWorker = new Worker(${JSON.stringify(worker)}, { type: 'module', name: 'wheelhouse' }));
  worker.onerror = function () { worker.failed = true; };
  ${JSON.stringify(beside)}.forEach(function (url) { fetch(url).catch(function () {}); });
  var link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = ${JSON.stringify(prose)}[document.documentElement.lang];
  document.head.append(link);
})();
`;
