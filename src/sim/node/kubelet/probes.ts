import type { IntOrString, Probe } from '../../../api/types.ts';
import type { Context } from '../../kernel/types.ts';
import type { ProbeHandler } from '../runtime/probe.ts';
import { noteStep, podEvent, type Job, type Step } from './job.ts';
import {
  edit,
  rest,
  type ContainerWork,
  type KubeletState,
  type PodWork,
  type ProbeTicket,
  type ProbeType,
  type ProbeWork,
} from './state.ts';

/** Until a probe has said yes, its first minutes belong to the story; afterwards it is housekeeping. In ms. */
const storyMs = 120_000;

/** Sets up the probes of a container that has just started. Models: prober_manager.go AddPod, worker.go. */
export function startProbes({ state, ctx, work }: Job, container: ContainerWork): void {
  const { startupProbe, readinessProbe, livenessProbe } = container.spec;
  if (!startupProbe && !readinessProbe && !livenessProbe) return;
  if (container.state !== 'running') return;
  container.probes = [];
  if (startupProbe) container.probes.push(newProbe(work, container, 'startup', startupProbe));
  if (readinessProbe) container.probes.push(newProbe(work, container, 'readiness', readinessProbe));
  if (livenessProbe) container.probes.push(newProbe(work, container, 'liveness', livenessProbe));
  for (const probe of container.probes)
    if (probe.type === 'startup' || !startupProbe) tickLater(state, ctx, work, container, probe);
}

function newProbe(work: PodWork, container: ContainerWork, type: ProbeType, spec: Probe): ProbeWork {
  return {
    type,
    handler: handlerOf(container, spec),
    periodMs: (spec.periodSeconds || 10) * 1000,
    initialDelayMs: (spec.initialDelaySeconds ?? 0) * 1000,
    successThreshold: spec.successThreshold || 1,
    failureThreshold: spec.failureThreshold || 3,
    graceSeconds: spec.terminationGracePeriodSeconds,
    baseMs: work.startMs,
    run: 0,
    lastOk: undefined,
    result: type === 'startup' ? undefined : type === 'liveness',
  };
}

/** A port by its number, or by the name the container gives it; 0 when nothing has that name. */
export const portOf = ({ spec }: Pick<ContainerWork, 'spec'>, port: IntOrString): number =>
  typeof port === 'number'
    ? port
    : (spec.ports?.find((named) => named.name === port)?.containerPort ?? (Number(port) || 0));

function handlerOf(container: ContainerWork, spec: Probe): ProbeHandler {
  const timeoutMs = (spec.timeoutSeconds || 1) * 1000;
  const port = (p: IntOrString): number => portOf(container, p);
  if (spec.httpGet) {
    const { path, host = '', scheme } = spec.httpGet;
    return Object.freeze({
      type: 'http',
      scheme,
      host,
      port: port(spec.httpGet.port),
      path: path.startsWith('/') ? path : `/${path}`,
      timeoutMs,
    });
  }
  if (spec.tcpSocket)
    return Object.freeze({ type: 'tcp', host: spec.tcpSocket.host ?? '', port: port(spec.tcpSocket.port), timeoutMs });
  if (spec.grpc) return Object.freeze({ type: 'grpc', port: spec.grpc.port, timeoutMs });
  return Object.freeze({ type: 'exec', command: spec.exec?.command ?? [], timeoutMs });
}

/** Ends the work of some probes. Answers still under way find nobody. */
export function stopProbes(container: ContainerWork, types: readonly ProbeType[]): void {
  if (container.probes.length > 0) container.probes = container.probes.filter((probe) => !types.includes(probe.type));
}

function ticketOf(
  work: Readonly<PodWork>,
  container: Readonly<ContainerWork>,
  { type, handler, periodMs, baseMs }: Readonly<ProbeWork>,
  extra: boolean,
): ProbeTicket {
  const { uid } = work;
  const { index, id, spec } = container;
  const message = { kind: 'probe', podUid: uid, container: spec.name, containerId: id, probe: type, handler } as const;
  return Object.freeze({
    uid,
    container: index,
    id,
    type,
    extra,
    message: Object.freeze(message),
    periodMs,
    baseMs,
    steadyIn: undefined,
  });
}

/** Waits for the next tick that comes after the initial delay. */
function tickLater(
  state: KubeletState,
  ctx: Context,
  work: Readonly<PodWork>,
  container: Readonly<ContainerWork>,
  probe: Readonly<ProbeWork>,
): void {
  const earliestMs = Math.max(ctx.now + 1, container.startedMs + probe.initialDelayMs);
  const delayMs =
    earliestMs + ((probe.periodMs - ((earliestMs - probe.baseMs) % probe.periodMs)) % probe.periodMs) - ctx.now;
  const ticket = ticketOf(work, container, probe, false);
  // A probe that may be about to change its mind is worth following.
  const changing = probe.result !== undefined && probe.lastOk !== undefined && probe.result !== probe.lastOk;
  const settled = !changing && (probe.result === true || ctx.now - container.startedMs > storyMs);
  if (settled) sendProbe(state, ctx, ticket, delayMs, true);
  else ctx.timer(delayMs, { kind: 'timer', name: 'probe', data: ticket }, { quiet: false });
}

function sendProbe(state: KubeletState, ctx: Context, ticket: ProbeTicket, delayMs: number, quiet: boolean): void {
  state.probes.set(ctx.send(state.runtime, ticket.message, { delayMs, quiet }), ticket);
}

/** Somebody has been inside a container: what its probes say next is worth waiting for, though probing goes on quietly. */
export function awaitProbes(ctx: Context, container: Readonly<ContainerWork>): void {
  let delayMs = 0;
  for (const probe of container.probes) {
    const { handler, baseMs, periodMs } = probe;
    delayMs = Math.max(delayMs, periodMs - ((ctx.now - baseMs) % periodMs) + handler.timeoutMs);
  }
  if (delayMs > 0) ctx.timer(delayMs, { kind: 'timer', name: 'probed' }, { quiet: false });
}

/** The moment of a probe has come. */
export function probeTick(state: KubeletState, ctx: Context, ticket: ProbeTicket): void {
  if (find(state, ticket)) sendProbe(state, ctx, ticket, 1, false);
}

/** The probe a ticket is about, unless its container has ended or no longer asks. */
function find(state: KubeletState, ticket: ProbeTicket): Readonly<ProbeWork> | undefined {
  const work = state.pods.get(ticket.uid);
  const container = work?.containers[ticket.container];
  if (!work || container?.id !== ticket.id || container.state !== 'running') return undefined;
  for (const probe of container.probes) if (probe.type === ticket.type) return probe;
  return undefined;
}

/** A container that runs but is not ready is asked at once when its Pod is looked at. Models: prober_manager.go UpdatePodStatus (manual trigger). */
export function probeUnready({ state, ctx, work }: Job): void {
  for (const container of work.containers) {
    if (container.state !== 'running' || !container.started || container.ready) continue;
    const probe = container.probes.find((p) => p.type === 'readiness');
    if (!probe || ctx.now - container.startedMs < probe.initialDelayMs) continue;
    sendProbe(state, ctx, ticketOf(work, container, probe, true), 1, ctx.entry.quiet);
  }
}

const titles = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' } as const;

/** A container has answered, or not. Models: worker.go doProbe. */
export function probeAnswered(
  state: KubeletState,
  ctx: Context,
  re: number,
  { ok, output, errored }: { readonly ok: boolean; readonly output: string; readonly errored?: true },
): void {
  const ticket = state.probes.get(re);
  if (!ticket) return;
  state.probes.delete(re);
  // Nothing new: the hottest path of a healthy cluster, it changes nothing.
  if (ok && ticket.steadyIn !== undefined && state.pods.get(ticket.uid) === ticket.steadyIn)
    return sendProbe(state, ctx, ticket, nextTickIn(ticket, ctx.now), true);
  const found = find(state, ticket);
  if (!found) return;
  const threshold = ok ? found.successThreshold : found.failureThreshold;
  if (ok && found.lastOk === true && found.result === true && found.run >= threshold) {
    if (ticket.extra) return;
    const record = state.pods.get(ticket.uid)!;
    const steadyIn = Object.isFrozen(record) ? record : undefined;
    const next = steadyIn === ticket.steadyIn ? ticket : Object.freeze({ ...ticket, steadyIn });
    return sendProbe(state, ctx, next, nextTickIn(next, ctx.now), true);
  }
  const work = edit(state, ticket.uid)!;
  const job = { state, ctx, work };
  const container = work.containers[ticket.container]!;
  const probe = container.probes.find((p) => p.type === ticket.type)!;
  if (errored) {
    // The result is thrown away: neither a failure nor a success.
    podEvent(job, 'Warning', 'Unhealthy', `${titles[probe.type]} probe errored: ${output}`, container);
    if (!ticket.extra) tickLater(state, ctx, work, container, probe);
    if (!work.operation) rest(state, work);
    return;
  }
  probe.run = probe.lastOk === ok ? probe.run + 1 : 1;
  probe.lastOk = ok;
  if (!ok) podEvent(job, 'Warning', 'Unhealthy', `${titles[probe.type]} probe failed: ${output}`, container);
  if (probe.run >= threshold && probe.result !== ok) {
    probe.result = ok;
    decided(job, container, probe, ok);
  }
  const over = container.probes.every((p) => p !== probe) || container.doomed !== undefined;
  if (!ticket.extra && !over) tickLater(state, ctx, work, container, probe);
  if (!work.operation) rest(state, work);
}

const nextTickIn = ({ periodMs, baseMs }: Pick<ProbeWork, 'periodMs' | 'baseMs'>, now: number): number =>
  periodMs - ((now - baseMs) % periodMs);

/** A probe has changed its mind for good. */
function decided(job: Job, container: ContainerWork, probe: ProbeWork, ok: boolean): void {
  const { state, ctx, work } = job;
  if (probe.type === 'readiness') {
    container.ready = ok;
    return act(job, ok ? 'probe-ready' : 'probe-unready', container, 'ready');
  }
  if (ok) {
    if (probe.type !== 'startup') return;
    container.started = true;
    stopProbes(container, ['startup']);
    for (const other of container.probes) tickLater(state, ctx, work, container, other);
    return act(job, 'probe-started', container, 'sync');
  }
  const restart = work.pod.spec.restartPolicy !== 'Never' || container.init;
  container.doomed = Object.freeze({
    message: `Container ${container.spec.name} failed ${probe.type} probe${restart ? ', will be restarted' : ''}`,
    graceSeconds: probe.graceSeconds,
  });
  stopProbes(container, ['liveness', 'startup']);
  act(job, 'probe-failed', container, 'sync');
}

/** What a probe decides is part of the story, even when the probe itself was not. */
function act(job: Job, step: Step, container: ContainerWork, then: 'ready' | 'sync'): void {
  const { ctx, work } = job;
  const cause = noteStep(job, step, container);
  ctx.timer(0, { kind: 'timer', name: then, data: work.uid }, { quiet: false, cause });
}
