import { describe, expect, it } from 'vitest';
import { casesOf, hasRecordings, Tally } from '../../../api/conformance/recordings.ts';
import { deploymentTables, type Case } from './deployment.ts';

describe.skipIf(!hasRecordings)("upstream's own tables of the Deployment controller", () => {
  it.each(Object.keys(deploymentTables))('%s', (table) => {
    const tally = new Tally(table);
    for (const c of casesOf<Case>(table)) {
      const [got, want] = deploymentTables[table]!(c) ?? [];
      tally.add(c.id, got, want);
    }
    expect(tally.report()).toBe(1);
  });
});
