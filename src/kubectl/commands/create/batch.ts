import { find } from '../../builder.ts';
import { at, mapAt, type Obj } from '../../client.ts';
import type { Call, Command } from '../../command.ts';
import { aggregate, fail, failWith } from '../../errors.ts';
import type { Run } from '../../types.ts';
import { createFlags, createObject, nameArgument } from './shared.ts';

/** NAME before `--` and what stands behind: the container's command. */
function nameAndCommand(call: Call): { name: string; command: readonly string[] } {
  const name = nameArgument(call, call.dash < 0 ? undefined : call.dash);
  return { name, command: call.args.slice(1) };
}

const template = (name: string, image: string, command: readonly string[], restartPolicy: string): object => ({
  metadata: { creationTimestamp: null },
  spec: {
    containers: [{ ...(command.length > 0 ? { command } : {}), image, name, resources: {} }],
    restartPolicy,
  },
});

const imageFlag = { name: 'image', type: 'string', help: 'Image name to run.' } as const;

/** Models: kubectl/pkg/cmd/create/create_job.go. */
export const jobCommand: Command = {
  name: 'job',
  short: 'Create a job with the specified name',
  use: 'create job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  completes: 'none',
  flags: [
    ...createFlags,
    {
      name: 'from',
      type: 'string',
      help: 'The name of the resource to create a Job from (only cronjob is supported).',
    },
    imageFlag,
  ],
  *run(call) {
    const { name, command } = nameAndCommand(call);
    const [image, from] = [call.flags.text('image'), call.flags.text('from')];
    if ((image === '') === (from === '')) fail('either --image or --from must be specified');
    if (from !== '' && command.length > 0) fail('cannot specify --from and command');
    const made =
      from === ''
        ? { metadata: { creationTimestamp: null, name }, spec: { template: template(name, image, command, 'Never') } }
        : yield* fromCronJob(call, from, name);
    return yield* createObject(
      call,
      'jobs',
      { apiVersion: 'batch/v1', kind: 'Job', ...made, status: {} },
      'failed to create job: ',
    );
  },
};

/** What the CronJob controller would make, marked as made by hand. */
function* fromCronJob(call: Call, from: string, name: string): Run<Obj> {
  const found = yield* find(call.session, {
    args: [from],
    namespace: call.namespace,
    namespaceIsFixed: call.namespaceIsFixed,
    flatten: true,
    latest: true,
  });
  if (found.problems.length > 0) return failWith(aggregate(found.problems));
  if (found.infos.length !== 1) return fail('from must be an existing cronjob');
  const cronJob = found.infos[0]!.object!;
  if (cronJob.kind !== 'CronJob') return fail(`unknown object type *v1.${cronJob.kind ?? ''}`);
  const labels = mapAt(cronJob, 'spec', 'jobTemplate', 'metadata', 'labels');
  return {
    metadata: {
      annotations: {
        'cronjob.kubernetes.io/instantiate': 'manual',
        ...mapAt(cronJob, 'spec', 'jobTemplate', 'metadata', 'annotations'),
      },
      creationTimestamp: null,
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      name,
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          controller: true,
          kind: 'CronJob',
          name: cronJob.metadata?.name ?? '',
          uid: cronJob.metadata?.uid ?? '',
        },
      ],
    },
    spec: at(cronJob, 'spec', 'jobTemplate', 'spec'),
  };
}

/** Models: kubectl/pkg/cmd/create/create_cronjob.go. */
export const cronJobCommand: Command = {
  name: 'cronjob',
  aliases: ['cj'],
  short: 'Create a cron job with the specified name',
  use: "create cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  completes: 'none',
  flags: [
    ...createFlags,
    { ...imageFlag, required: true },
    { name: 'restart', type: 'string', help: "job's restart policy. supported values: OnFailure, Never" },
    {
      name: 'schedule',
      type: 'string',
      required: true,
      help: 'A schedule in the Cron format the job should be run with.',
    },
  ],
  *run(call) {
    const { flags } = call;
    const { name, command } = nameAndCommand(call);
    const metadata = { creationTimestamp: null, name };
    return yield* createObject(
      call,
      'cronjobs',
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata,
        spec: {
          jobTemplate: {
            metadata,
            spec: { template: template(name, flags.text('image'), command, flags.text('restart') || 'OnFailure') },
          },
          schedule: flags.text('schedule'),
        },
        status: {},
      },
      'failed to create cronjob: ',
    );
  },
};
