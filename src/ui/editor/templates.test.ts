import { describe, expect, it } from 'vitest';
import { playStory } from '../../stories/play.ts';
import { freeName, templates, type TemplateName } from './templates.ts';

describe('files to start from', () => {
  const names = (Object.keys(templates) as TemplateName[]).filter((name) => name !== 'empty');

  it.each(names)('%s does what it says on a cluster', (name) => {
    const manifest = templates[name].replace(/^(?=.)/gm, '  ');
    const story = `cluster seed=7 quiet\nfile it.yaml\n${manifest}apply it.yaml\nrun 65s\nkubectl get pods\n`;
    const { outputs, broken } = playStory(story);
    const [applied, pods = ''] = [...outputs.values()];
    expect(broken).toEqual([]);
    expect(applied).toMatch(/^(\S+ created\n?)+$/);
    const states = pods
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ +/)[2]);
    expect(states.filter((state) => state !== 'Running' && state !== 'Completed')).toEqual([]);
    expect(states.length > 0).toBe(!['service', 'configmap', 'metrics-server'].includes(name));
  });

  it('get a name nobody has', () => {
    expect(freeName('empty', [])).toBe('untitled.yaml');
    expect(freeName('job', ['job.yaml', 'job-2.yaml'])).toBe('job-3.yaml');
  });
});
