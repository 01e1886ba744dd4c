import { unseen, type StageOutcome, type StageStep, type Work } from '../work.ts';
import { defaultTolerations } from './default-tolerations.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { isRefusal, type Admission, type AdmissionPlugin } from './plugin.ts';
import { priority } from './priority.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccount } from './service-account.ts';
import { storageProtection } from './storage-protection.ts';
import { taintNodesByCondition } from './taint-nodes.ts';

/** In upstream's order (pkg/kubeapiserver/options/plugins.go). Plugins that are on by default and have nothing to act on here are left out. */
const plugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  serviceAccount,
  taintNodesByCondition,
  priority,
  defaultTolerations,
  storageProtection,
  runtimeClass,
];
const mutators = plugins.filter((plugin) => plugin.admit !== undefined);
const validators = plugins.filter((plugin) => plugin.validate !== undefined);

export const mutatingAdmission: StageStep = {
  stage: 'mutating-admission',
  run(work) {
    const outcome = runAll(mutators, work, (plugin) => plugin.admit!(work));
    return work.changes && work.changes.length > 0 && !outcome.refusal
      ? { detail: outcome.detail, changed: work.changes }
      : outcome;
  },
};

export const validatingAdmission: StageStep = {
  stage: 'validating-admission',
  run: (work) => runAll(validators, work, (plugin) => plugin.validate!(work)),
};

function runAll(
  list: readonly AdmissionPlugin[],
  work: Work,
  ask: (plugin: AdmissionPlugin) => Admission,
): StageOutcome {
  let detail = '';
  for (const plugin of list) {
    const answer = ask(plugin);
    if (isRefusal(answer)) return { detail: plugin.name, refusal: answer };
    if (answer !== undefined && work.call.noted) detail += `${detail === '' ? '' : '; '}${plugin.name}: ${answer}`;
  }
  return work.call.noted ? { detail } : unseen;
}
