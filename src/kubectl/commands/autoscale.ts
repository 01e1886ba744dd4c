import { attempt, query, type Obj } from '../client.ts';
import { fieldManagerFlag, fileFlags, recordFlag, type Command } from '../command.ts';
import { aggregate, fail, failWith, type Problem } from '../errors.ts';
import { apiVersionOf } from '../kinds.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../print/output.ts';
import { recorded } from '../record.ts';
import { print } from '../types.ts';
import { withSavedConfig } from './last-applied.ts';
import { targets } from './shared.ts';
import { saveConfigFlag } from './create/shared.ts';

const scalable = new Set(['ReplicationController', 'Deployment', 'ReplicaSet', 'StatefulSet']);

/** Models: kubectl/pkg/cmd/autoscale/autoscale.go. */
export const autoscaleCommand: Command = {
  name: 'autoscale',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  use: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu-percent=CPU]',
  completes: 'deployments',
  flags: [
    ...printFlags,
    ...fileFlags,
    dryRunFlag,
    recordFlag,
    fieldManagerFlag('kubectl-autoscale'),
    saveConfigFlag,
    {
      name: 'cpu-percent',
      type: 'int',
      default: '-1',
      help: "The target average CPU utilization (represented as a percent of requested CPU) over all the pods. If it's not specified or negative, a default autoscaling policy will be used.",
    },
    {
      name: 'max',
      type: 'int',
      default: '-1',
      required: true,
      help: 'The upper limit for the number of pods that can be set by the autoscaler. Required.',
    },
    {
      name: 'min',
      type: 'int',
      default: '-1',
      help: "The lower limit for the number of pods that can be set by the autoscaler. If it's not specified or negative, the server will apply a default value.",
    },
    {
      name: 'name',
      type: 'string',
      help: 'The name for the newly created object. If not specified, the name of the input resource will be used.',
    },
  ],
  *run(call) {
    const { flags, session } = call;
    const [min, max, cpu] = [flags.int('min'), flags.int('max'), flags.int('cpu-percent')];
    if (max < 1) fail(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
    if (max < min) fail(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
    const dryRun = dryRunOf(flags);
    const say = resultPrinter(flags, session.files, dryRun, true);
    const found = yield* targets(call);
    const problems: Problem[] = [...found.problems];
    let count = 0;
    for (const { kind, name, namespace } of found.infos) {
      if (!scalable.has(kind.kind))
        fail(
          `cannot autoscale a ${kind.kind}: could not find scale subresource for ${kind.group === '' ? '/' : `${kind.group}/`}${kind.version}, Resource=${kind.plural} in discovery information`,
        );
      const scaler: Obj = {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { creationTimestamp: null, name: flags.text('name') || name },
        spec: {
          maxReplicas: max,
          ...(cpu >= 0
            ? {
                metrics: [
                  {
                    resource: { name: 'cpu', target: { averageUtilization: cpu, type: 'Utilization' } },
                    type: 'Resource',
                  },
                ],
              }
            : {}),
          ...(min > 0 ? { minReplicas: min } : {}),
          scaleTargetRef: { apiVersion: apiVersionOf(kind), kind: kind.kind, name },
        },
        status: { currentMetrics: null, desiredReplicas: 0 },
      };
      const body = recorded(call, flags.on('save-config') ? withSavedConfig(scaler) : scaler);
      count++;
      if (dryRun === 'client') {
        yield* print(say(body, 'autoscaled'));
        continue;
      }
      const created = yield* attempt(session, {
        method: 'POST',
        path: `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`,
        query: query({ fieldManager: flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined }),
        headers: { 'content-type': 'application/json' },
        body,
      });
      if ('problem' in created) problems.push(created.problem);
      else yield* print(say(created.body, 'autoscaled'));
    }
    if (problems.length > 0) failWith(aggregate(problems));
    if (count === 0) fail('no objects passed to autoscale');
    return 0;
  },
};
