import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { controllersEn } from './controllers.ts';
import { dictionaries, translate, say } from './index.ts';
import { kubeletEn } from './kubelet.ts';
import { schedulerEn } from './scheduler.ts';
import { uiEn } from './ui.ts';
import { narrationEn, narrationKo } from './narration.ts';

const src = join(dirname(fileURLToPath(import.meta.url)), '..');
const keysIn = (folder: string): string[] =>
  readdirSync(join(src, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) =>
      [
        ...readFileSync(join(src, folder, name), 'utf8').matchAll(
          /'((?:beat|notice|cri|container|cni|pull|probe|stream|why|line|clause|problem)(?:\.[A-Za-z-]+)+)'/g,
        ),
      ].map((match) => match[1]!),
    );

const values = {
  who: 'replicaset-controller',
  kind: 'Pod',
  name: 'web-1',
  node: 'w1-k8s',
  label: 'POST pods',
  line: 'kubectl get pods',
  reason: 'Started',
  message: 'text',
  phase: 'Running',
  have: 2,
  want: 3,
  missing: 1,
  surplus: 1,
  replicas: 3,
  code: 201,
  key: '/registry/pods/default/web-1',
  count: 1,
  revision: 412,
  error: 'text',
  op: 'range',
  type: 'ADDED',
  image: 'nginx',
  container: 'web',
  call: 'PullImage',
  exitCode: 1,
  ip: '10.244.1.2',
  probe: 'readiness',
  output: 'text',
  seconds: 10,
  id: 1,
  step: 'pull',
  actor: 'scheduler',
  what: 'cpu',
  place: 'nfs:10.0.0.5:/data',
};

describe('the narration', () => {
  it('has a sentence in both languages for every key the readings and the worker use', () => {
    const used = new Set([...keysIn('readings'), ...keysIn('worker')]);
    expect(used.size).toBeGreaterThan(60);
    for (const lang of ['ko', 'en'] as const)
      expect([...used].filter((key) => !(key in dictionaries[lang]))).toEqual([]);
  });

  it('shares no key with the other parts, and both languages have the same keys', () => {
    const all = [narrationEn, controllersEn, schedulerEn, kubeletEn, uiEn].flatMap((part) => Object.keys(part));
    expect(all.filter((key, i) => all.indexOf(key) !== i)).toEqual([]);
    expect(Object.keys(dictionaries.ko).sort()).toEqual(Object.keys(dictionaries.en).sort());
  });

  it('has no place left open', () => {
    for (const key of Object.keys(narrationEn)) {
      for (const lang of ['ko', 'en'] as const)
        expect(`${key}: ${translate(lang, key, values)}`).not.toMatch(/\{\w+\}|undefined|NaN/);
    }
  });

  it('speaks Korean in Korean, and politely', () => {
    for (const key of Object.keys(narrationKo)) {
      const sentence = translate('ko', key, values);
      if (!/[가-힣]/.test(sentence))
        expect(['beat.call', 'beat.other', 'why.note', 'phase', 'line.scheduled', 'line.kubelet']).toContain(key);
      // What ends in a full stop is a sentence, and sentences end in 합니다체 or in a polite request.
      for (const one of sentence.split(/(?<=[가-힣]\.)\s/))
        if (/[가-힣]\.$/.test(one)) expect(`${key}: ${one}`).toMatch(/(?:니다|세요)\.$/);
    }
  });

  it('takes the particle from the word before', () => {
    expect(say('ko', { key: 'beat.create.missing', values })).toBe(
      'ReplicaSet 컨트롤러가 보니 파드가 1개 모자랍니다(현재 2개, 원하는 수 3개). 하나를 만들어 달라고 API 서버에 요청합니다.',
    );
    expect(
      say('ko', { key: 'notice.new', values: { who: 'deployment-controller', kind: 'Deployment', name: 'web' } }),
    ).toContain('Deployment web이');
  });

  it('shows an unknown key as it is', () => {
    expect(translate('ko', 'no.such.key')).toBe('no.such.key');
  });
});
