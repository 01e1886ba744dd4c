import { getCondition } from '../../api/conditions.ts';
import type { Job } from '../../api/types.ts';
import { parseTimestamp } from '../time.ts';
import { say, settled, type Controller } from './controller.ts';
import { isFinished } from './job/status.ts';
import { remove } from './writes.ts';

/** Deletes finished Jobs when their time is up. Models: pkg/controller/ttlafterfinished. */
export const ttlController: Controller = {
  name: 'ttl-after-finished-controller',
  workers: 5,
  watches: {
    jobs: ({ type, key, object }) =>
      type !== 'deleted' && (object as Job).spec.ttlSecondsAfterFinished !== undefined && isFinished(object as Job)
        ? key
        : undefined,
  },
  reconcile(key, view) {
    const job = view.get<Job>('jobs', key);
    const ttl = job?.spec.ttlSecondsAfterFinished;
    if (!job || job.metadata.deletionTimestamp || ttl === undefined || !isFinished(job))
      return settled(say('ttl.gone'));
    const end = ['Complete', 'Failed'].flatMap((type) => {
      const found = getCondition(job.status.conditions, type);
      return found?.status === 'True' ? [parseTimestamp(found.lastTransitionTime!)] : [];
    })[0]!;
    const leftMs = end + ttl * 1000 - view.now;
    const { name } = job.metadata;
    if (leftMs > 0)
      return { because: say('ttl.waiting', { name, seconds: Math.ceil(leftMs / 1000) }), requeueAfterMs: leftMs };
    return {
      requests: [remove('jobs', job, { propagationPolicy: 'Foreground', ifUid: true })],
      because: say('ttl.expired', { name, seconds: ttl }),
    };
  },
};
