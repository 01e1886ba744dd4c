import type { PodSpec } from '../types.ts';

/**
 * The tail of the refusal of a Pod update: which fields differ, old with `-`, new with `+`.
 * Models: go-cmp as upstream prints it. Left out: its layout of Go structs; the fields that changed are printed as YAML-like lines.
 */
export function podSpecDiff(before: PodSpec, now: PodSpec): string {
  const lines: string[] = [];
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  lines.push('  core.PodSpec{');
  for (const name of names) {
    const [was, is] = [JSON.stringify(before[name]), JSON.stringify(now[name])];
    if (was === is) continue;
    if (was !== undefined) lines.push(`- \t${goField(name)}: ${was},`);
    if (is !== undefined) lines.push(`+ \t${goField(name)}: ${is},`);
  }
  lines.push('  }', '');
  return lines.join('\n');
}

const goField = (name: string): string =>
  (name.charAt(0).toUpperCase() + name.slice(1)).replace(/^Dns/, 'DNS').replace(/Ip\b/, 'IP');
