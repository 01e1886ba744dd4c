import { invalid } from '../../../../api/status.ts';
import { invalid as invalidField } from '../../../../api/field.ts';
import type { FieldError } from '../../../../api/resource.ts';
import type { KubeObject, ObjectMeta, Pod, PodSpec, PodTemplateSpec } from '../../../../api/types.ts';
import { cachedIn } from '../../cache/cache.ts';
import type { Work } from '../../work.ts';
import { refuseAdmission, type Admission, type AdmissionPlugin } from '../plugin.ts';
import { details, reasons, violations, type Level } from './checks.ts';

const prefix = 'pod-security.kubernetes.io/';
const levels: readonly string[] = ['privileged', 'baseline', 'restricted'];
const modes = ['enforce', 'audit', 'warn'] as const;
type Mode = (typeof modes)[number];

interface LevelVersion {
  readonly level: Level;
  readonly version: string;
}

/** Where each kind keeps its Pod template. Source: pod-security-admission/admission.go defaultPodSpecResources. */
const templateOf: Readonly<Record<string, (spec: never) => PodTemplateSpec | undefined>> = Object.fromEntries([
  ...['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController'].map(
    (kind) => [kind, (spec: { template?: PodTemplateSpec }) => spec.template] as const,
  ),
  ['CronJob', (spec: { jobTemplate: { spec: { template: PodTemplateSpec } } }) => spec.jobTemplate.spec.template],
]);

/**
 * The Pod Security Standards, switched on by labels of the namespace: `enforce` refuses Pods, `warn` warns about them and
 * about what would make them, `audit` writes into the audit log, which is not modelled.
 * Models: k8s.io/pod-security-admission/admission/admission.go. Left out: the standards of versions before 1.33.
 */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  kinds: ['Namespace', 'Pod', 'PodTemplate', ...Object.keys(templateOf)],
  validate(work) {
    const { type, call, operation, state } = work;
    if (operation === 'delete' || call.info.subresource !== '') return undefined;
    if (type.kind === 'Namespace') return checkNamespace(work);
    const labels = cachedIn(state, 'namespaces', '', call.info.namespace)?.metadata.labels;
    if (!isLabelled(labels)) return undefined;
    return type.kind === 'Pod' ? checkPod(work, labels) : checkTemplate(work, labels);
  },
};

type Labels = Readonly<Record<string, string>>;

function isLabelled(labels: Labels | undefined): labels is Labels {
  for (const key in labels) if (key.startsWith(prefix)) return true;
  return false;
}

function policyOf(labels: Labels, mode: Mode): LevelVersion {
  const level = labels[prefix + mode];
  const known = level === undefined ? 'privileged' : levels.includes(level) ? (level as Level) : 'restricted';
  return { level: known, version: labels[`${prefix}${mode}-version`] ?? 'latest' };
}
const textOf = ({ level, version }: LevelVersion): string => `${level}:${version}`;

function checkPod(work: Work, labels: Labels): Admission {
  const { spec, metadata } = work.draft as Pod;
  if (work.operation === 'update' && work.existing && !isSignificant(spec, (work.existing as Pod).spec))
    return undefined;
  const enforce = policyOf(labels, 'enforce');
  const found = violations(enforce.level, spec, metadata);
  if (found.length > 0) return refuseAdmission(work, `violates PodSecurity "${textOf(enforce)}": ${details(found)}`);
  return warn(work, labels, spec, metadata) ?? `meets ${textOf(enforce)}`;
}

function checkTemplate(work: Work, labels: Labels): Admission {
  const { type, draft } = work;
  const template =
    type.kind === 'PodTemplate'
      ? (draft['template'] as PodTemplateSpec | undefined)
      : templateOf[type.kind]!(draft['spec'] as never);
  return template && warn(work, labels, template.spec, template.metadata ?? {});
}

function warn(work: Work, labels: Labels, spec: PodSpec, metadata: Partial<ObjectMeta>): Admission {
  const policy = policyOf(labels, 'warn');
  const found = violations(policy.level, spec, metadata);
  if (found.length === 0) return undefined;
  const text = `would violate PodSecurity "${textOf(policy)}": ${details(found)}`;
  work.warnings.push(text);
  return text;
}

/** Of what may change in a Pod the images matter here. */
const isSignificant = (now: PodSpec, before: PodSpec): boolean => images(now) !== images(before);
const images = (spec: PodSpec): string =>
  ['initContainers', 'containers', 'ephemeralContainers']
    .map((list) => ((spec[list] as { image: string }[] | undefined) ?? []).map(({ image }) => image).join(' '))
    .join('\n');

function checkNamespace(work: Work): Admission {
  const { draft, existing, type } = work;
  const labels = draft.metadata.labels ?? {};
  if (!isLabelled(labels)) return undefined;
  const before = existing?.metadata.labels ?? {};
  const errors = labelErrors(labels);
  if (errors.length > 0) {
    const unchanged =
      existing !== undefined &&
      Object.keys(labels).every((key) => !key.startsWith(prefix) || labels[key] === before[key]);
    return unchanged ? undefined : invalid(type, draft.metadata.name, errors);
  }
  if (!existing) return undefined;
  const [now, old] = [policyOf(labels, 'enforce'), policyOf(before, 'enforce')];
  const stricter = levels.indexOf(now.level) > levels.indexOf(old.level);
  if (now.level === 'privileged' || (now.version === old.version && !stricter)) return undefined;
  return warnOfPods(work, now);
}

function labelErrors(labels: Labels): FieldError[] {
  const errors: FieldError[] = [];
  for (const mode of modes) {
    const [level, version] = [labels[prefix + mode], labels[`${prefix}${mode}-version`]];
    if (level !== undefined && !levels.includes(level))
      errors.push(
        invalidField(`metadata.labels[${prefix}${mode}]`, level, 'must be one of privileged, baseline, restricted'),
      );
    if (version !== undefined && version !== 'latest' && !/^v1\.(?:0|[1-9][0-9]*)$/.test(version))
      errors.push(invalidField(`metadata.labels[${prefix}${mode}-version]`, version, 'must be "latest" or "v1.x"'));
  }
  return errors;
}

/** What runs already is not stopped, but the one who labels is told. */
function warnOfPods({ state, draft, warnings }: Work, policy: LevelVersion): Admission {
  const { name } = draft.metadata;
  const byText = new Map<string, string[]>();
  const pods = state.caches.get('pods')?.namespaces.get(name) ?? new Map<string, KubeObject>();
  for (const pod of pods.values()) {
    const found = violations(policy.level, (pod as Pod).spec, pod.metadata);
    if (found.length === 0) continue;
    const text = reasons(found);
    byText.set(text, [...(byText.get(text) ?? []), pod.metadata.name]);
  }
  if (byText.size === 0) return undefined;
  const head = `existing pods in namespace "${name}" violate the new PodSecurity enforce level "${textOf(policy)}"`;
  const lines = [...byText].map(([text, names]) => {
    const others = names.length - 1;
    const more = others === 0 ? '' : ` (and ${others} other ${others === 1 ? 'pod' : 'pods'})`;
    return `${names.sort()[0]}${more}: ${text}`;
  });
  warnings.push(head, ...lines.sort());
  return head;
}
