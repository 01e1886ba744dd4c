import type { Behaviour } from '../catalogue/types.ts';
import { servingSince } from './container.ts';
import type { Program } from './program.ts';
import type { ContainerRun, RuntimeState } from './state.ts';

/** Time from finding its port taken to giving up, in ms. */
const givesUpMs = 10;

/**
 * The containers of a Pod share one network, so a port that one of them listens on cannot be taken by another. Returns
 * the program as it goes then: it says why and ends with 1. Left out: a server that a shell script starts, and Pods on
 * the node's own network.
 */
export function withPortsOf(state: RuntimeState, run: ContainerRun, others: readonly string[]): Program {
  const { program } = run;
  if (others.length < 2 || program.script || program.behaviour.ports.length === 0) return program;
  const port = program.behaviour.ports.find((wanted) =>
    others.some((id) => {
      const other = state.containers.get(id);
      return (
        other !== undefined &&
        other !== run &&
        servingSince(other) !== undefined &&
        other.program.behaviour.ports.includes(wanted)
      );
    }),
  );
  return port === undefined ? program : Object.freeze({ ...program, behaviour: refused(program.behaviour, port) });
}

function refused(behaviour: Behaviour, port: number): Behaviour {
  const { startMs, portTaken } = behaviour;
  const words = portTaken?.lines ?? [{ atMs: startMs, text: 'listen tcp :{port}: bind: address already in use' }];
  const before = portTaken ? (behaviour.lines ?? []) : [];
  return {
    ...behaviour,
    ports: [],
    http: [],
    lines: [
      ...before.filter((line) => line.atMs < words[0]!.atMs),
      ...words.map((line) => ({ ...line, text: line.text.replace('{port}', String(port)) })),
    ],
    exit: { atMs: portTaken?.exitMs ?? startMs + givesUpMs, code: 1 },
  };
}
