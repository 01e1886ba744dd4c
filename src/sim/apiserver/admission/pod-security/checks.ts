import type { ObjectMeta, PodSpec } from '../../../../api/types.ts';
import { baseline } from './baseline.ts';
import { restricted } from './restricted.ts';

/** What one rule of the Pod Security Standards finds wrong: `hostPort (container "a" uses hostPort 80)`. */
export interface Finding {
  readonly reason: string;
  readonly detail: string;
}
export type Check = (spec: PodSpec, metadata: Partial<ObjectMeta>) => Finding | undefined;
export type Level = 'privileged' | 'baseline' | 'restricted';

/**
 * All findings of a level, the baseline's first, each by the name of its check; two of the baseline's are replaced by
 * stricter ones.
 * Models: k8s.io/pod-security-admission/policy/registry.go.
 */
export function violations(level: Level, spec: PodSpec, metadata: Partial<ObjectMeta>): Finding[] {
  if (level === 'privileged') return [];
  const found: Finding[] = [];
  const run = (checks: Readonly<Record<string, Check>>): void => {
    for (const name in checks) {
      if (level === 'restricted' && checks === baseline && replaced.has(name)) continue;
      const finding = checks[name]!(spec, metadata);
      if (finding) found.push(finding);
    }
  };
  run(baseline);
  if (level === 'restricted') run(restricted);
  return found;
}
const replaced = new Set(['capabilities_baseline', 'seccompProfile_baseline']);

export const details = (findings: readonly Finding[]): string =>
  findings.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');
export const reasons = (findings: readonly Finding[]): string => findings.map(({ reason }) => reason).join(', ');
