import { describe, expect, it } from 'vitest';
import { addWork, loadAt } from './load.ts';
import type { ContainerRun, RuntimeState } from './state.ts';
import { readTarget } from './target.ts';

const run = (more: Partial<ContainerRun> = {}): ContainerRun =>
  ({
    id: 'c1',
    state: 'running',
    startedMs: 1_000,
    cpuLimitMilli: 0,
    machine: undefined,
    program: { behaviour: { cpuMilli: 10 }, script: undefined },
    ...more,
  }) as unknown as ContainerRun;
const machine = (): RuntimeState => ({ cpus: 4, loads: new Map() }) as unknown as RuntimeState;

describe('the CPU a container has had', () => {
  it('is what it does on its own, and its work as far as it has come', () => {
    const state = machine();
    expect(loadAt(state, run(), 11_000).coreMs).toBeCloseTo(100);
    addWork(state, run(), 11_000, 11_000, 16_000, 2_500);
    expect(loadAt(state, run(), 13_000).coreMs).toBeCloseTo(120 + 1_000);
    expect(loadAt(state, run(), 21_000).coreMs).toBeCloseTo(200 + 2_500);
  });

  it('does not depend on how often one looks', () => {
    const [often, once] = [machine(), machine()];
    for (const state of [often, once]) {
      addWork(state, run(), 1_000, 2_000, 9_000, 700);
      addWork(state, run(), 1_000, 4_000, 5_000, 300);
    }
    for (let at = 1_500; at < 10_000; at += 500) often.loads.set('c1', loadAt(often, run(), at));
    expect(loadAt(often, run(), 10_000).coreMs).toBeCloseTo(loadAt(once, run(), 10_000).coreMs, 9);
  });

  it('is throttled at its limit, and by the machine', () => {
    const limited = run({ cpuLimitMilli: 500 });
    const state = machine();
    addWork(state, limited, 1_000, 1_000, 11_000, 20_000);
    expect(loadAt(state, limited, 11_000).coreMs).toBeCloseTo(5_000);
    const free = machine();
    addWork(free, run(), 1_000, 1_000, 2_000, 9_000);
    expect(loadAt(free, run(), 2_000).coreMs).toBeCloseTo(4_000);
  });

  it('ends with it', () => {
    const over = run({ state: 'exited', finishedMs: 3_000 });
    expect(loadAt(machine(), over, 60_000).coreMs).toBeCloseTo(20);
  });
});

describe('what a network command asks for', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['wget -q -O- http://php-apache', { host: 'php-apache', port: 80, path: '/', file: undefined }],
    ['wget -qO - web.shop:8080/a?b=1', { host: 'web.shop', port: 8080, path: '/a?b=1', file: undefined }],
    ['wget -T 2 --spider http://web/x', { host: 'web', port: 80, path: '/x', file: '/dev/null' }],
    ['wget http://web/page.html', { host: 'web', port: 80, path: '/page.html', file: 'page.html' }],
    ['wget http://web', { host: 'web', port: 80, path: '/', file: 'index.html' }],
    ['curl -s -m 3 -o /tmp/x http://web', { host: 'web', port: 80, path: '/', file: '/tmp/x' }],
    ['curl web', { host: 'web', port: 80, path: '/', file: undefined }],
  ];
  it.each(cases)('%s', (line, want) => {
    const { host, port, path, file } = readTarget(line.split(' '))!;
    expect({ host, port, path, file }).toEqual(want);
  });
  it('nothing, when it is no HTTP request', () => {
    expect(readTarget(['nslookup', 'web'])).toBeUndefined();
    expect(readTarget(['wget'])).toBeUndefined();
  });
});
