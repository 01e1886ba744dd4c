import '../../src/ui/styles/tokens.css';
import '../../src/ui/styles/base.css';
import { createRoot } from 'react-dom/client';
import { Client, type WorkerLike } from '../../src/worker/client.ts';
import { App } from '../../src/ui/App.tsx';
import { boot, openFree } from '../../src/ui/boot.ts';
import { createFeed } from '../../src/ui/dev-feed.ts';
import { post, type Link } from '../../src/ui/link.ts';
import { playhead } from '../../src/ui/playhead.ts';
import { usePage } from '../../src/ui/store.ts';

/**
 * The real page with every panel open, driven by a benchmark. `?pods=3000&churn=0.01&packets=200`: a synthetic cluster
 * of `nodes` machines that changes with every animation frame; without `pods`: the real simulation with that many.
 */
const ask = new URLSearchParams(location.search);
const number = (name: string, otherwise: number): number => Number(ask.get(name) ?? otherwise);
const nodes = number('nodes', 50);
const synthetic = ask.has('pods');

const simulation = (): WorkerLike =>
  new Worker(new URL('./large-worker.ts', import.meta.url), { type: 'module', name: `large-${nodes}` }) as WorkerLike;
const link: Link = synthetic
  ? createFeed({ workers: nodes, pods: number('pods', 0), churn: number('churn', 0), packets: number('packets', 0) })
  : new Client({ start: simulation });

/** Drags the graph to and fro with mouse events, as a hand would; one move per frame. */
function panner(): () => void {
  const pane = document.querySelector<HTMLElement>('.react-flow__pane')!;
  const box = pane.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height - 20];
  const at = (type: string, target: EventTarget, dx: number): boolean =>
    target.dispatchEvent(
      new MouseEvent(type, {
        bubbles: true,
        cancelable: true,
        view: window,
        clientX: x + dx,
        clientY: y,
        button: 0,
        buttons: 1,
      }),
    );
  at('mousedown', pane, 0);
  let frame = 0;
  return () => at('mousemove', window, 60 * Math.sin(++frame / 15));
}

const frames: number[] = [];
const bench = {
  /** Times of the animation frames since `start`. */
  frames,
  start(): void {
    const pan = panner();
    let virtualMs = usePage.getState().atMs;
    const turn = (now: number): void => {
      frames.push(now);
      pan();
      post({ type: 'clock', toMs: (virtualMs += 16) });
      requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  },
  /** Rolls a Deployment out as fast as the simulation can and tells when its last Pod is shown. */
  rollOut(pods: number): Promise<{ gaps: number[]; tookMs: number; ready: number }> {
    const gaps: number[] = [];
    let last = performance.now();
    const begun = last;
    const ready = (): number => usePage.getState().workloads.find((w) => w.kind === 'Deployment')?.ready ?? 0;
    return new Promise((resolve) => {
      const turn = (now: number): void => {
        gaps.push(now - last);
        last = now;
        if (ready() < pods && now - begun < 120_000) requestAnimationFrame(turn);
        else setTimeout(() => resolve({ gaps, tookMs: now - begun, ready: ready() }), 200);
      };
      requestAnimationFrame(turn);
      post({
        type: 'command',
        request: 1,
        line: `kubectl create deployment web --image=registry.k8s.io/pause:3.10 --replicas=${pods}`,
        files: {},
      });
      playhead.end();
    });
  },
};
Object.assign(window, { bench });

createRoot(document.getElementById('root')!).render(<App />);
await boot(link);
await openFree('lab');
