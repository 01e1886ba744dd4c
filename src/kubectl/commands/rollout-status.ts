import { numberAt, listAt, textAt, type Obj } from '../client.ts';
import { groupOf } from '../kinds.ts';
import { quote } from '../text/go.ts';

/** What `rollout status` says of an object: done or not, or an error text. */
export type RolloutState = { readonly text: string; readonly done: boolean } | { readonly problem: string };

/** Models: kubectl/pkg/polymorphichelpers/rollout_status.go. Left out: StatefulSet partitions' revision check. */
export function rolloutState(object: Obj, revision: number): RolloutState {
  const kind = object.kind;
  const { group } = groupOf(object.apiVersion ?? '');
  const name = object.metadata?.name ?? '';
  const generation = object.metadata?.generation ?? 0;
  const observed = numberAt(object, 'status', 'observedGeneration');
  if (kind === 'Deployment') {
    if (revision > 0) {
      const current = Number(object.metadata?.annotations?.['deployment.kubernetes.io/revision'] ?? '0');
      if (revision !== current)
        return { problem: `desired revision (${revision}) is different from the running revision (${current})` };
    }
    if (generation > observed) return { text: 'Waiting for deployment spec update to be observed...\n', done: false };
    const progressing = listAt(object, 'status', 'conditions').find((c) => c['type'] === 'Progressing');
    if (progressing && textAt(progressing, 'reason') === 'ProgressDeadlineExceeded')
      return { problem: `deployment ${quote(name)} exceeded its progress deadline` };
    const [replicas, updated, total, available] = [
      numberAt(object, 'spec', 'replicas'),
      numberAt(object, 'status', 'updatedReplicas'),
      numberAt(object, 'status', 'replicas'),
      numberAt(object, 'status', 'availableReplicas'),
    ];
    const waiting = (what: string): RolloutState => ({
      text: `Waiting for deployment ${quote(name)} rollout to finish: ${what}...\n`,
      done: false,
    });
    if (updated < replicas) return waiting(`${updated} out of ${replicas} new replicas have been updated`);
    if (total > updated) return waiting(`${total - updated} old replicas are pending termination`);
    if (available < updated) return waiting(`${available} of ${updated} updated replicas are available`);
    return { text: `deployment ${quote(name)} successfully rolled out\n`, done: true };
  }
  if (kind === 'DaemonSet') {
    if (textAt(object, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate')
      return { problem: 'rollout status is only available for RollingUpdate strategy type' };
    if (generation > observed) return { text: 'Waiting for daemon set spec update to be observed...\n', done: false };
    const [updated, desired, available] = [
      numberAt(object, 'status', 'updatedNumberScheduled'),
      numberAt(object, 'status', 'desiredNumberScheduled'),
      numberAt(object, 'status', 'numberAvailable'),
    ];
    const waiting = (what: string): RolloutState => ({
      text: `Waiting for daemon set ${quote(name)} rollout to finish: ${what}...\n`,
      done: false,
    });
    if (updated < desired) return waiting(`${updated} out of ${desired} new pods have been updated`);
    if (available < desired) return waiting(`${available} of ${desired} updated pods are available`);
    return { text: `daemon set ${quote(name)} successfully rolled out\n`, done: true };
  }
  if (kind === 'StatefulSet') {
    if (textAt(object, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate')
      return { problem: 'rollout status is only available for RollingUpdate strategy type' };
    if (observed === 0 || generation > observed)
      return { text: 'Waiting for statefulset spec update to be observed...\n', done: false };
    const [replicas, ready, updated] = [
      numberAt(object, 'spec', 'replicas'),
      numberAt(object, 'status', 'readyReplicas'),
      numberAt(object, 'status', 'updatedReplicas'),
    ];
    if (ready < replicas) return { text: `Waiting for ${replicas - ready} pods to be ready...\n`, done: false };
    const partition = numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
    if (
      listAt(object, 'spec', 'updateStrategy').length >= 0 &&
      'rollingUpdate' in ((object['spec'] as Obj)['updateStrategy'] as Obj)
    ) {
      if (updated < replicas - partition)
        return {
          text: `Waiting for partitioned roll out to finish: ${updated} out of ${replicas - partition} new pods have been updated...\n`,
          done: false,
        };
      return { text: `partitioned roll out complete: ${updated} new pods have been updated...\n`, done: true };
    }
    const [update, current] = [textAt(object, 'status', 'updateRevision'), textAt(object, 'status', 'currentRevision')];
    if (update !== current)
      return {
        text: `waiting for statefulset rolling update to complete ${updated} pods at revision ${update}...\n`,
        done: false,
      };
    return {
      text: `statefulset rolling update complete ${numberAt(object, 'status', 'currentReplicas')} pods at revision ${current}...\n`,
      done: true,
    };
  }
  return { problem: `no status viewer has been implemented for ${kind ?? ''}${group ? `.${group}` : ''}` };
}
