import ReactMarkdown, { type Components } from 'react-markdown';
import remarkDirective from 'remark-directive';
import remarkGfm from 'remark-gfm';
import { playhead } from '../playhead.ts';
import { usePage } from '../store.ts';
import { useSay } from '../saying.ts';

interface DirectiveNode {
  type: string;
  name?: string;
  data?: { hName?: string; hProperties?: Record<string, unknown> };
  attributes?: Record<string, string | null | undefined> | null;
  children?: DirectiveNode[];
  value?: string;
}

/** Live pieces a lesson may embed. Everything else that looks like a directive stays text: `10:30` is no directive. */
const allowed = new Set(['why', 'pair', 'kbd']);

function liveDirectives() {
  return (tree: DirectiveNode): void => walk(tree);
}

function walk(node: DirectiveNode): void {
  for (const child of node.children ?? []) {
    if (child.type === 'textDirective' || child.type === 'leafDirective' || child.type === 'containerDirective') {
      if (child.name && allowed.has(child.name))
        child.data = { hName: `wh-${child.name}`, hProperties: { ...child.attributes } };
      else if (child.type === 'textDirective')
        Object.assign(child, { type: 'text', value: `:${child.name ?? ''}`, children: [] });
    }
    walk(child);
  }
}

/** `::why` — the chain of causes of the message on screen, each link a way back to its moment. */
function Why() {
  const say = useSay();
  const why = usePage((page) => page.why);
  return (
    <ol>
      {why.map((link) => (
        <li key={link.entry}>
          <button type="button" onClick={() => link.step !== undefined && playhead.seek(link.step)}>
            {say(link.say)}
          </button>
        </li>
      ))}
    </ol>
  );
}

/** `::pair{name=web}` — wanted ▸ current of a workload, as it is now. */
function Pair({ name }: { readonly name?: string }) {
  const workload = usePage((page) => page.workloads.find((w) => w.name === name));
  return (
    <b>
      {workload?.desired ?? '–'} ▸ {workload?.ready ?? '–'}
    </b>
  );
}

const components = {
  'wh-why': Why,
  'wh-pair': Pair,
  'wh-kbd': ({ children }: { children?: React.ReactNode }) => <kbd>{children}</kbd>,
  a: ({ href, children }: { href?: string; children?: React.ReactNode }) => (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  ),
  // A corner without words is no header.
  th: ({ children }: { children?: React.ReactNode }) =>
    children ? <th scope="col">{children}</th> : <td>{children}</td>,
  // A table scrolls in its own box; the panel never does sideways.
  table: ({ children }: { children?: React.ReactNode }) => (
    // What scrolls must be reachable by key.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="group" tabIndex={0} data-scroll="">
      <table>{children}</table>
    </div>
  ),
} as Components;

/** Lesson Markdown: GitHub flavour and the directives above. Raw HTML stays text, so nothing needs cleaning. */
export default function Markdown({ text }: { readonly text: string }) {
  return (
    <ReactMarkdown remarkPlugins={[remarkGfm, remarkDirective, liveDirectives]} components={components}>
      {text}
    </ReactMarkdown>
  );
}
