import type { Kernel } from '../../sim/kernel/kernel.ts';

/** Virtual ms per real ms; `max`: work at once, a minute per second when idle; `paused`: only requests and the control API move time. */
export type Speed = number | 'max' | 'paused';

/** Real ms between two moves of the clock. */
const tickMs = 20;
/** Real ms one move may take, so that requests get their turn. */
const budgetMs = 12;
const idleSpeed = 60;
/** Entries of the trace kept while serving; the oldest go first, a part at a time. */
const traceMax = 400_000;
const traceDrop = 100_000;

/**
 * Moves virtual time along with real time. A request runs the cluster a little ahead until it is answered; the pace
 * then waits for real time to catch up, so that the virtual clock stays the wall clock at speed 1.
 */
export class Pace {
  private timer: NodeJS.Timeout | undefined;
  private from = { realMs: 0, virtualMs: 0 };

  constructor(
    private readonly kernel: Kernel,
    readonly speed: Speed,
    private readonly onTick: () => void,
  ) {}

  start(): void {
    this.anchor();
    this.timer = setInterval(() => this.tick(), tickMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Counts from here: after a start, a jump of the clock, a restore. */
  anchor(): void {
    this.from = { realMs: performance.now(), virtualMs: this.kernel.now };
  }

  private tick(): void {
    const { kernel } = this;
    const end = performance.now() + budgetMs;
    if (this.speed !== 'paused') {
      if (this.speed === 'max') while (!kernel.isSettled() && performance.now() < end) kernel.step();
      const speed = this.speed === 'max' ? idleSpeed : this.speed;
      const target = this.from.virtualMs + Math.round((performance.now() - this.from.realMs) * speed);
      // Too slow a machine (or a clock that ran ahead at `max`): no debt is kept.
      if (!runUntil(kernel, target, end) || this.speed === 'max') this.anchor();
    }
    const { trace } = kernel;
    if (trace.entries.length > traceMax) kernel.forgetBefore(trace.firstId + traceDrop);
    this.onTick();
  }
}

/** Delivers what is due until `atMs`, at most until the real moment `endMs`. False when that came first. */
export function runUntil(kernel: Kernel, atMs: number, endMs: number): boolean {
  for (let at = kernel.nextAt(); at !== undefined && at <= atMs; at = kernel.nextAt()) {
    kernel.step();
    if (performance.now() >= endMs) return false;
  }
  if (atMs > kernel.now) kernel.runUntil(atMs);
  return true;
}
