import { unseen, type StageOutcome, type StageStep, type Work } from '../work.ts';
import type { ResourceType } from '../../../api/resource.ts';
import { certificateApproval, certificateSigning, certificateSubjectRestriction } from './certificates.ts';
import { claimResize } from './claim-resize.ts';
import { defaultIngressClass, defaultStorageClass } from './default-classes.ts';
import { defaultTolerations } from './default-tolerations.ts';
import { limitRanger } from './limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { nodeRestriction } from './node-restriction.ts';
import { isRefusal, type Admission, type AdmissionPlugin } from './plugin.ts';
import { podSecurity } from './pod-security/index.ts';
import { validatingAdmissionPolicy } from './policy/index.ts';
import { priority } from './priority.ts';
import { resourceQuota } from './resource-quota.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccount } from './service-account.ts';
import { storageProtection } from './storage-protection.ts';
import { taintNodesByCondition } from './taint-nodes.ts';

/** In upstream's order (pkg/kubeapiserver/options/plugins.go). Plugins that are on by default and have nothing to act on here are left out. */
const plugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  nodeRestriction,
  taintNodesByCondition,
  podSecurity,
  priority,
  defaultTolerations,
  defaultStorageClass,
  storageProtection,
  claimResize,
  runtimeClass,
  certificateSubjectRestriction,
  defaultIngressClass,
  validatingAdmissionPolicy,
  resourceQuota,
];

/** Resource → the plugins that have to do with it: a memory of what never changes. */
type Known = Map<ResourceType, readonly AdmissionPlugin[]>;
const mutators: Known = new Map();
const validators: Known = new Map();

function pluginsFor(known: Known, method: 'admit' | 'validate', type: ResourceType): readonly AdmissionPlugin[] {
  const before = known.get(type);
  if (before) return before;
  const found = plugins.filter((plugin) => plugin[method] && (plugin.kinds?.includes(type.kind) ?? true));
  known.set(type, found);
  return found;
}

export const mutatingAdmission: StageStep = {
  stage: 'mutating-admission',
  run(work) {
    const outcome = runAll(pluginsFor(mutators, 'admit', work.type), work, (plugin) => plugin.admit!(work));
    return work.changes && work.changes.length > 0 && !outcome.refusal
      ? { detail: outcome.detail, changed: work.changes }
      : outcome;
  },
};

export const validatingAdmission: StageStep = {
  stage: 'validating-admission',
  run: (work) => runAll(pluginsFor(validators, 'validate', work.type), work, (plugin) => plugin.validate!(work)),
};

/** Of a signing request's subresources these have to do with who may write them. */
const deciders: readonly AdmissionPlugin[] = [certificateApproval, certificateSigning];

/** Of a subresource's plugins only few have something to say; without policies the step leaves no note. */
export const policyAdmission: StageStep = {
  stage: 'validating-admission',
  run(work) {
    for (const { name, kinds, validate } of deciders) {
      const refusal = kinds!.includes(work.type.kind) ? validate!(work) : undefined;
      if (isRefusal(refusal)) return { detail: name, refusal };
    }
    const answer = validatingAdmissionPolicy.validate(work);
    if (isRefusal(answer)) return { detail: validatingAdmissionPolicy.name, refusal: answer };
    if (answer === undefined || !work.call.noted) return undefined;
    return { detail: `${validatingAdmissionPolicy.name}: ${answer}` };
  },
};

function runAll(
  list: readonly AdmissionPlugin[],
  work: Work,
  ask: (plugin: AdmissionPlugin) => Admission,
): StageOutcome {
  let detail = '';
  for (let i = 0; i < list.length; i++) {
    const plugin = list[i]!;
    const answer = ask(plugin);
    if (isRefusal(answer)) return { detail: plugin.name, refusal: answer };
    if (answer !== undefined && work.call.noted) detail += `${detail === '' ? '' : '; '}${plugin.name}: ${answer}`;
  }
  return work.call.noted ? { detail } : unseen;
}
