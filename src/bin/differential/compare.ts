/** What a line said and how it ended. */
export interface Said {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/**
 * What differs between any two runs: random names, uids, times, and counters the passing of time moves. Masks keep the
 * width, so that columns stay where they are.
 */
const mask = (text: string): string =>
  text
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>')
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
    .replace(/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+]\d{4}/g, '<date>')
    .replace(/(resourceVersion"?: )"\d+"/g, '$1"<rv>"')
    .replace(/containerd:\/\/[0-9a-f]{64}/g, 'containerd://<id>')
    .replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<rnd>');

/** kubectl works out some ages itself, from this machine's clock: they and the padding they move are left out. */
const ages = (text: string): string =>
  text
    .replace(/\b(\d+[smhdy]){1,2}\b|<invalid>/g, '<age>')
    .replace(/ {2,}/g, '  ')
    .replace(/-{3,}/g, '---');

const whole = (said: Said): string => `${said.out}\u0000${said.err}\u0000${said.code}`;

export function sameText(ours: Said, real: Said): boolean {
  const [a, b] = [mask(whole(ours)), mask(whole(real))];
  return a === b || (/\d+[smhdy]\b/.test(a) && ages(a) === ages(b));
}

/** The lines in which two texts differ, for the report of a failure. */
export function difference(ours: Said, real: Said): string {
  const lines: string[] = [];
  if (ours.code !== real.code) lines.push(`exit ${ours.code}, really ${real.code}`);
  for (const stream of ['out', 'err'] as const) {
    const [a, b] = [ours[stream], real[stream]].map((text) => ages(mask(text)).split('\n')) as [string[], string[]];
    const [ra, rb] = [ours[stream].split('\n'), real[stream].split('\n')];
    const exact = !/\d+[smhdy]\b/.test(ours[stream]);
    const [ca, cb] = exact ? [mask(ours[stream]).split('\n'), mask(real[stream]).split('\n')] : [a, b];
    let i = 0;
    let [endA, endB] = [ca.length, cb.length];
    while (i < endA && i < endB && ca[i] === cb[i]) i++;
    while (endA > i && endB > i && ca[endA - 1] === cb[endB - 1]) {
      endA--;
      endB--;
    }
    if (i === endA && i === endB) continue;
    lines.push(`std${stream} line ${i + 1}:`);
    lines.push(...ra.slice(i, endA).map((line) => `  ours: ${line}`));
    lines.push(...rb.slice(i, endB).map((line) => `  real: ${line}`));
  }
  return lines.join('\n');
}
