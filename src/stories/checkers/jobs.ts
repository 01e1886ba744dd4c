import type { CronJob, Job, Pod } from '../../api/types.ts';
import { isActive } from '../../sim/controllers/pods.ts';
import { isFinished } from '../../sim/controllers/job/status.ts';
import { controlledBy, Lately, nameOf, ownerOf, stored, writes, type Checker } from './look.ts';

const indexKey = 'batch.kubernetes.io/job-completion-index';

/** No more Pods than parallelism, one per index, none once it is over. */
export function onePerIndex(): Checker {
  const versions = new Lately<Job>();
  return {
    name: 'a Job starts no more Pods than it may',
    step: writes(({ object, before }, cluster, broken) => {
      if (object?.kind === 'Job') versions.note(object.metadata.uid, cluster.now, object as Job);
      if (object?.kind !== 'Pod' || before || ownerOf(object)?.kind !== 'Job') return;
      const owner = ownerOf(object)!;
      const job = stored<Job>(cluster, 'jobs').find(({ metadata }) => metadata.uid === owner.uid);
      if (!job) return;
      if (isFinished(job)) broken(`${nameOf(object)} was created after ${nameOf(job)} had ended`);
      const active = controlledBy<Pod>(cluster, 'pods', owner.uid).filter(isActive);
      const most = Math.max(...versions.of(owner.uid, cluster.now).map(({ spec }) => spec.parallelism ?? 1));
      if (active.length > most) broken(`${nameOf(job)} has ${active.length} Pods, ${most} at most`);
      if (job.spec.completionMode !== 'Indexed') return;
      const index = object.metadata.annotations?.[indexKey];
      const same = active.filter(({ metadata }) => metadata.annotations?.[indexKey] === index);
      if (same.length > 1) broken(`index ${index} of ${nameOf(job)} has ${same.map(nameOf).join(' and ')}`);
    }),
  };
}

/** What a Job has counted it never takes back, and what has ended stays ended. */
export function jobsOnlyGrow(): Checker {
  return {
    name: 'a Job counts every Pod once and ends once',
    step: writes(({ object, before }, _cluster, broken) => {
      if (object?.kind !== 'Job' || before?.metadata.uid !== object.metadata.uid) return;
      const [now, old] = [object as Job, before as Job];
      for (const field of ['succeeded', 'failed'] as const)
        if ((now.status[field] ?? 0) < (old.status[field] ?? 0))
          broken(`${nameOf(object)} counted ${old.status[field]} ${field}, now ${now.status[field] ?? 0}`);
      const ends = now.status.conditions?.filter(
        ({ type, status }) => /^(Complete|Failed)$/.test(type) && status === 'True',
      );
      if ((ends?.length ?? 0) > 1) broken(`${nameOf(object)} ended twice`);
      if (isFinished(old) && !isFinished(now)) broken(`${nameOf(object)} had ended and runs again`);
      const { completions } = now.spec;
      if (completions !== undefined && (now.status.succeeded ?? 0) > completions)
        broken(`${nameOf(object)} has ${now.status.succeeded} successes of ${completions}`);
    }),
  };
}

/** concurrencyPolicy Forbid: one Job at a time. */
export function oneForbiddenJob(): Checker {
  return {
    name: 'a CronJob that forbids it runs no two Jobs at once',
    step: writes(({ object, before }, cluster, broken) => {
      if (object?.kind !== 'Job' || before || ownerOf(object)?.kind !== 'CronJob') return;
      const { uid } = ownerOf(object)!;
      const cronJob = stored<CronJob>(cluster, 'cronjobs').find(({ metadata }) => metadata.uid === uid);
      if (cronJob?.spec.concurrencyPolicy !== 'Forbid') return;
      const running = controlledBy<Job>(cluster, 'jobs', uid).filter(
        (job) => !isFinished(job) && !job.metadata.deletionTimestamp,
      );
      if (running.length > 1) broken(`${nameOf(cronJob)} runs ${running.map(nameOf).join(' and ')}`);
    }),
  };
}
