import type { Pod, Toleration } from '../../../api/types.ts';
import type { AdmissionPlugin } from './plugin.ts';

/** How long Pods stay bound to a lost node, in seconds. Source: --default-not-ready-toleration-seconds, --default-unreachable-toleration-seconds. */
export const defaultTolerationSeconds = 300;
const taints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;

const toleration = (key: string): Toleration =>
  Object.freeze({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: defaultTolerationSeconds });
/** The same for every Pod, so all share them. */
const tolerations = { [taints[0]]: toleration(taints[0]), [taints[1]]: toleration(taints[1]) } as Record<
  (typeof taints)[number],
  Toleration
>;

/** Models: plugin/pkg/admission/defaulttolerationseconds/admission.go. */
export const defaultTolerations: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  kinds: ['Pod'],
  admit({ type, draft, call, operation, changes }) {
    if (type.kind !== 'Pod' || call.info.subresource !== '' || operation === 'delete') return undefined;
    const { spec } = draft as Pod;
    const missing = taints.filter((key) => !(spec.tolerations ?? []).some((t) => tolerates(t, key)));
    if (missing.length === 0) return undefined;
    const added = missing.map((key) => tolerations[key]);
    spec.tolerations = [...(spec.tolerations ?? []), ...added];
    changes?.push({ path: 'spec.tolerations', value: added });
    return `tolerates ${missing.map((key) => key.slice(key.indexOf('/') + 1)).join(' and ')} for ${defaultTolerationSeconds} s`;
  },
};

const tolerates = ({ key, effect }: Toleration, taint: string): boolean =>
  (key === taint || !key) && (effect === 'NoExecute' || !effect);
