import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * The import table of ARCHITECTURE.md as a test, and the purity of the core. Each rule is also proved able to fail
 * on a planted violation.
 */
const src = dirname(fileURLToPath(import.meta.url));

/** Folder → folders it may import from (besides itself). The order is the order of the layers. */
const allowed: Record<string, readonly string[]> = {
  api: [],
  kubectl: ['api'],
  sim: ['api'],
  i18n: ['sim'],
  readings: ['api', 'sim'],
  lessons: ['api', 'sim', 'readings', 'i18n', 'kubectl'],
  worker: ['api', 'sim', 'readings', 'lessons', 'kubectl', 'i18n'],
  stories: ['api', 'sim', 'readings', 'kubectl', 'i18n', 'lessons', 'worker'],
  conformance: ['api', 'sim', 'kubectl'],
  bin: ['api', 'sim', 'readings', 'kubectl', 'i18n', 'lessons', 'worker', 'stories', 'conformance'],
  ui: ['i18n', 'worker', 'lessons', 'kubectl'],
};
/** What the page may know of the worker's side: the contract and its own end of the wire. */
const uiSees = {
  worker: ['worker/protocol.ts', 'worker/client.ts', 'worker/share.ts'],
  lessons: [
    'lessons/types.ts',
    'lessons/first.ts',
    'lessons/content.ts',
    'lessons/prose.ts',
    'lessons/titles.ts',
    'lessons/metrics-server.ts',
  ],
  kubectl: ['kubectl/line-editor.ts', 'kubectl/shell/lexer.ts'],
};
/** Folders whose code must give the same result everywhere. */
const pure = ['api', 'sim', 'kubectl', 'readings'];
const impure = [
  /\bDate\.now\b/,
  /\bnew Date\(\)/,
  /\bMath\.random\b/,
  /\bMath\.(?:log|log2|log10|exp|pow|sin|cos|tan)\b/,
  /\bawait\b/,
  /\basync\b/,
  /\bsetTimeout\b|\bsetInterval\b/,
  /\bperformance\.now\b/,
  /\bfrom 'node:/,
  /\blocaleCompare\b/,
  /\bIntl\./,
];

interface Source {
  readonly path: string;
  readonly text: string;
}

function sources(folder: string): Source[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((item) => {
    const path = join(folder, item.name);
    // Adapters to recordings of a real cluster are part of the tests.
    if (item.isDirectory()) return item.name === 'conformance' ? [] : sources(path);
    if (!/\.tsx?$/.test(item.name) || /\.test\.tsx?$/.test(item.name)) return [];
    return [{ path: relative(src, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }];
  });
}

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');

function imports({ path, text }: Source): { target: string; typeOnly: boolean }[] {
  return [
    ...withoutComments(text).matchAll(
      /(?:import|export)(\s+type)?\b[^;'"]*?from\s*'(\.[^']+)'|import\(\s*'(\.[^']+)'\s*\)/g,
    ),
  ].map((match) => ({
    target: join(dirname(path), (match[2] ?? match[3])!)
      .replaceAll('\\', '/')
      .split('?')[0]!,
    typeOnly: match[1] !== undefined,
  }));
}

function layerProblems(all: readonly Source[]): string[] {
  const problems: string[] = [];
  for (const source of all) {
    const from = source.path.split('/')[0]!;
    if (!(from in allowed)) continue;
    for (const { target, typeOnly } of imports(source)) {
      const to = target.split('/')[0]!;
      if (to === '..' || to === from || !(to in allowed)) continue;
      // A file that only its address is wanted of is fetched, not linked in.
      if (target.endsWith('.json')) continue;
      const said = `${source.path} imports ${target}`;
      if (from === 'ui' && typeOnly) continue;
      if (!allowed[from]!.includes(to)) problems.push(said);
      else if (from === 'ui' && to in uiSees && !uiSees[to as keyof typeof uiSees].includes(target))
        problems.push(said);
    }
  }
  return problems;
}

function etcdProblems(all: readonly Source[]): string[] {
  return all
    .filter(
      (s) =>
        s.path.startsWith('sim/') &&
        !s.path.startsWith('sim/apiserver/') &&
        !s.path.startsWith('sim/etcd/') &&
        s.path !== 'sim/cluster.ts' &&
        s.path !== 'sim/testing.ts',
    )
    .flatMap((s) =>
      imports(s)
        .filter((i) => i.target.startsWith('sim/etcd/') && !i.typeOnly)
        .map((i) => `${s.path} imports ${i.target}`),
    );
}

/** Components know each other only by the messages they send. */
function componentProblems(all: readonly Source[]): string[] {
  const components = ['apiserver', 'etcd', 'controllers', 'scheduler', 'node'];
  return all.flatMap((s) => {
    const own = s.path.split('/')[1]!;
    if (!s.path.startsWith('sim/') || !components.includes(own)) return [];
    return imports(s)
      .filter(
        (i) =>
          i.target.startsWith('sim/') && components.includes(i.target.split('/')[1]!) && i.target.split('/')[1] !== own,
      )
      .filter((i) => !(own === 'apiserver' && i.target.startsWith('sim/etcd/')) && !i.typeOnly)
      .map((i) => `${s.path} imports ${i.target}`);
  });
}

function purityProblems(all: readonly Source[]): string[] {
  return all
    .filter((s) => pure.includes(s.path.split('/')[0]!))
    .flatMap((s) => {
      const code = withoutComments(s.text);
      return impure.filter((rule) => rule.test(code)).map((rule) => `${s.path} has ${rule.source}`);
    });
}

const all = sources(src);

describe('layers', () => {
  it('imports point down only', () => expect(layerProblems(all)).toEqual([]));
  it('inside sim only the API server sees etcd', () => expect(etcdProblems(all)).toEqual([]));
  it('components share nothing and call nobody but by message', () => expect(componentProblems(all)).toEqual([]));
  it('the core asks nothing of the platform', () => expect(purityProblems(all)).toEqual([]));
  it('every folder of src has a place in the table', () => {
    const folders = readdirSync(src, { withFileTypes: true })
      .filter((d) => d.isDirectory())
      .map((d) => d.name);
    expect(folders.filter((name) => !(name in allowed))).toEqual([]);
  });
});

describe('each rule can fail', () => {
  it.each([
    [
      'a scheduler that calls the kubelet',
      componentProblems,
      'sim/scheduler/x.ts',
      `import { f } from '../node/kubelet.ts';`,
    ],
    ['a controller that reads etcd', etcdProblems, 'sim/controllers/x.ts', `import { f } from '../etcd/index.ts';`],
    ['the core using the page', layerProblems, 'sim/x.ts', `import { f } from '../ui/app.tsx';`],
    ['the page reaching past the protocol', layerProblems, 'ui/x.tsx', `import { f } from '../worker/host.ts';`],
    ['the page reaching into the simulation', layerProblems, 'ui/x.tsx', `import { f } from '../sim/cluster.ts';`],
    ['a wall clock', purityProblems, 'sim/x.ts', `const t = Date.now();`],
    ['chance', purityProblems, 'api/x.ts', `const t = Math.random();`],
    ['waiting', purityProblems, 'readings/x.ts', `await f();`],
  ] as const)('%s', (_name, rule, path, text) => expect(rule([{ path, text }])).toHaveLength(1));
});
