import type { ContainerRun } from './state.ts';

/**
 * A container's record with some fields replaced. Written out, because every copy must have the hidden class of the
 * first: a spread of a spread makes V8 invent a new one each time.
 */
export const changedRun = (run: ContainerRun, changes: Partial<ContainerRun>): ContainerRun =>
  Object.assign(
    {
      id: run.id,
      podUid: run.podUid,
      name: run.name,
      attempt: run.attempt,
      image: run.image,
      program: run.program,
      env: run.env,
      mounted: run.mounted,
      kept: run.kept,
      terminationMessagePath: run.terminationMessagePath,
      logAsMessage: run.logAsMessage,
      memoryLimitBytes: run.memoryLimitBytes,
      cpuLimitMilli: run.cpuLimitMilli,
      serviceAccount: run.serviceAccount,
      oomScoreAdj: run.oomScoreAdj,
      state: run.state,
      createdMs: run.createdMs,
      startedMs: run.startedMs,
      finishedMs: run.finishedMs,
      exitCode: run.exitCode,
      reason: run.reason,
      machine: run.machine,
      files: run.files,
      output: run.output,
      plan: run.plan,
      stops: run.stops,
      followers: run.followers,
    },
    changes,
  );
