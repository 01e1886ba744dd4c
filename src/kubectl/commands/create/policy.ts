import { canonicalQuantity, formatText, parseQuantity } from '../../../api/quantity.ts';
import type { Command } from '../../command.ts';
import { fail } from '../../errors.ts';
import { createFlags, createObject, nameArgument } from './shared.ts';

/** Models: kubectl/pkg/cmd/create/create_quota.go. */
export const quotaCommand: Command = {
  name: 'quota',
  aliases: ['resourcequota'],
  short: 'Create a quota with the specified name',
  use: 'create quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
  completes: 'none',
  flags: [
    ...createFlags,
    {
      name: 'hard',
      type: 'string',
      help: 'A comma-delimited set of resource=quantity pairs that define a hard limit.',
    },
    {
      name: 'scopes',
      type: 'string',
      help: 'A comma-delimited set of quota scopes that must all match each object tracked by the quota.',
    },
  ],
  *run(call) {
    const name = nameArgument(call);
    const hard: Record<string, string> = {};
    for (const pair of call.flags.text('hard').split(',').filter(Boolean)) {
      const parts = pair.split('=');
      if (parts.length !== 2) fail(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
      if (typeof parseQuantity(parts[1]!) === 'string') fail(formatText);
      hard[parts[0]!] = canonicalQuantity(parts[1]!);
    }
    const scopes = call.flags.text('scopes') === '' ? [] : call.flags.text('scopes').split(',');
    if (scopes.includes('')) fail('invalid resource quota scope ""');
    return yield* createObject(
      call,
      'resourcequotas',
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { creationTimestamp: null, name },
        spec: { ...(Object.keys(hard).length > 0 ? { hard } : {}), ...(scopes.length > 0 ? { scopes } : {}) },
        status: {},
      },
      'failed to create quota: ',
    );
  },
};

/** `a=b,c==d` → labels. Models: metav1.ParseToLabelSelector with equality alone. */
export function equalities(text: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const part of text.split(',')) {
    const match = /^\s*([^=!\s]+)\s*==?\s*(\S*)\s*$/.exec(part);
    if (match) out[match[1]!] = match[2]!;
    else if (part.includes('!=')) fail('"!=" is not a valid label selector operator');
    else fail(`unable to parse requirement: ${part}`);
  }
  return out;
}

/** Models: kubectl/pkg/cmd/create/create_pdb.go. */
export const pdbCommand: Command = {
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  short: 'Create a pod disruption budget with the specified name',
  use: 'create poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  completes: 'none',
  flags: [
    ...createFlags,
    {
      name: 'max-unavailable',
      type: 'string',
      help: 'The maximum number or percentage of unavailable pods this budget requires.',
    },
    {
      name: 'min-available',
      type: 'string',
      help: 'The minimum number or percentage of available pods this budget requires.',
    },
    {
      name: 'selector',
      type: 'string',
      help: 'A label selector to use for this budget. Only equality-based selector requirements are supported.',
    },
  ],
  *run(call) {
    const { flags } = call;
    const name = nameArgument(call);
    const [least, most] = [flags.text('min-available'), flags.text('max-unavailable')];
    if (flags.text('selector') === '') fail('a selector must be specified');
    if (least === '' && most === '') fail('one of min-available or max-unavailable must be specified');
    if (least !== '' && most !== '') fail('min-available and max-unavailable cannot be both specified');
    const amount = (text: string, flag: string): number | string => {
      if (!/^[0-9]+%?$/.test(text)) fail(`invalid format specified for ${flag}`);
      return text.endsWith('%') ? text : Number(text);
    };
    return yield* createObject(
      call,
      'poddisruptionbudgets',
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { creationTimestamp: null, name },
        spec: {
          ...(most === '' ? {} : { maxUnavailable: amount(most, 'max-unavailable') }),
          ...(least === '' ? {} : { minAvailable: amount(least, 'min-available') }),
          selector: { matchLabels: equalities(flags.text('selector')) },
        },
        status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
      },
      'failed to create poddisruptionbudgets: ',
    );
  },
};

/** Models: kubectl/pkg/cmd/create/create_priorityclass.go. */
export const priorityClassCommand: Command = {
  name: 'priorityclass',
  aliases: ['pc'],
  short: 'Create a priority class with the specified name',
  use: 'create priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  completes: 'none',
  flags: [
    ...createFlags,
    {
      name: 'description',
      type: 'string',
      help: 'description is an arbitrary string that usually provides guidelines on when this priority class should be used.',
    },
    {
      name: 'global-default',
      type: 'bool',
      help: 'global-default specifies whether this PriorityClass should be considered as the default priority.',
    },
    {
      name: 'preemption-policy',
      type: 'string',
      default: 'PreemptLowerPriority',
      help: 'preemption-policy is the policy for preempting pods with lower priority.',
    },
    { name: 'value', type: 'int', bits: 32, help: 'the value of this priority class.' },
  ],
  *run(call) {
    const { flags } = call;
    const name = nameArgument(call);
    const description = flags.text('description');
    return yield* createObject(
      call,
      'priorityclasses',
      {
        apiVersion: 'scheduling.k8s.io/v1',
        ...(description === '' ? {} : { description }),
        ...(flags.on('global-default') ? { globalDefault: true } : {}),
        kind: 'PriorityClass',
        metadata: { creationTimestamp: null, name },
        preemptionPolicy: flags.text('preemption-policy'),
        value: flags.int('value'),
      },
      'failed to create priorityclass: ',
      false,
    );
  },
};
