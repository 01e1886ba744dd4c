import { fromSimple, toSimple } from '../autoscaling/convert.ts';
import { validateAutoscaler } from '../autoscaling/validate.ts';
import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { validateNonNegative } from '../pod/probes.ts';
import { canonicalQuantity } from '../quantity.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, keepSpec, keepStatus, statusVerbs } from '../strategy.ts';
import type { HorizontalPodAutoscaler, IntOrString, MetricSpec, MetricStatus, ScalingRules } from '../types.ts';

const quantity = (amount: IntOrString | undefined): string =>
  amount === undefined ? '<unknown>' : canonicalQuantity(amount);
const percent = (share: number | undefined): string => (share === undefined ? '<unknown>' : `${share}%`);

/** One entry of TARGETS: what is measured and what is wanted. Models: printers.go formatHPAMetrics. */
function targetText(metric: MetricSpec, status: MetricStatus | undefined): string {
  switch (metric.type) {
    case 'External':
    case 'Object': {
      const place = metric.type === 'External' ? 'external' : 'object';
      const { target } = metric[place]!;
      const current = status?.[place]?.current;
      if (target.averageValue !== undefined)
        return `${quantity(current?.averageValue)}/${quantity(target.averageValue)} (avg)`;
      return `${quantity(current?.value)}/${quantity(target.value)}`;
    }
    case 'Pods':
      return `${quantity(status?.pods?.current.averageValue)}/${quantity(metric.pods!.target.averageValue)}`;
    case 'Resource':
    case 'ContainerResource': {
      const place = metric.type === 'Resource' ? 'resource' : 'containerResource';
      const { name, target } = metric[place]!;
      const current = status?.[place]?.current;
      const shown =
        target.averageValue === undefined
          ? `${percent(current?.averageUtilization)}/${percent(target.averageUtilization).replace('<unknown>', '<auto>')}`
          : `${quantity(current?.averageValue)}/${quantity(target.averageValue)}`;
      return `${name}: ${shown}`;
    }
  }
  return '<unknown type>';
}

function targetsText({ spec, status }: HorizontalPodAutoscaler): string {
  const { metrics = [] } = spec;
  if (metrics.length === 0) return '<none>';
  const shown = metrics.slice(0, 2).map((metric, i) => targetText(metric, status.currentMetrics?.[i]));
  const rest = metrics.length - shown.length;
  return shown.join(', ') + (rest > 0 ? ` + ${rest} more...` : '');
}

/** How fast to grow and to shrink when only a part is said. Models: pkg/apis/autoscaling/v2/defaults.go. */
function defaultRules(rules: ScalingRules | undefined, up: boolean): ScalingRules {
  return {
    // Without a window the controller's flag decides, for shrinking.
    ...(up ? { stabilizationWindowSeconds: 0 } : {}),
    selectPolicy: 'Max',
    policies: up
      ? [
          { type: 'Pods', value: 4, periodSeconds: 15 },
          { type: 'Percent', value: 100, periodSeconds: 15 },
        ]
      : [{ type: 'Percent', value: 100, periodSeconds: 15 }],
    ...rules,
  };
}

/** Models: pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go, printHorizontalPodAutoscaler. */
export const horizontalPodAutoscalerType: ResourceType = {
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'HorizontalPodAutoscaler', verbs: statusVerbs }],
  etcdPrefix: 'horizontalpodautoscalers',
  schema: 'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec } = object as HorizontalPodAutoscaler;
    spec.minReplicas ??= 1;
    if (!spec.metrics?.length)
      spec.metrics = [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ];
    const { behavior } = spec;
    if (!behavior) return;
    behavior.scaleUp = defaultRules(behavior.scaleUp, true);
    behavior.scaleDown = defaultRules(behavior.scaleDown, false);
    // Behind a gate that is off.
    delete behavior.scaleUp.tolerance;
    delete behavior.scaleDown.tolerance;
  },
  prepareForCreate(object) {
    object['status'] = { desiredReplicas: 0, currentMetrics: null };
  },
  prepareForUpdate: keepStatus,
  prepareForStatusUpdate: keepSpec,
  validate: (object) => validateAutoscaler(object as HorizontalPodAutoscaler),
  validateUpdate: (object, old) =>
    validateAutoscaler(
      object as HorizontalPodAutoscaler,
      (old as HorizontalPodAutoscaler).spec.minReplicas === 0 ? 0 : 1,
    ),
  validateStatusUpdate(object) {
    const { status } = object as HorizontalPodAutoscaler;
    const errors: FieldError[] = [];
    validateNonNegative(status.currentReplicas, 'status.currentReplicas', errors);
    validateNonNegative(status.desiredReplicas, 'status.desiredReplicas', errors);
    return errors;
  },
  columns: () => [
    nameColumn,
    column(
      'Reference',
      'scaleTargetRef points to the target resource to scale, and is used to the pods for which metrics should be collected, as well as to actually change the replica count.',
    ),
    column(
      'Targets',
      'metrics contains the specifications for which to use to calculate the desired replica count (the maximum replica count across all metrics will be used).  The desired replica count is calculated multiplying the ratio between the target value and the current value by the current number of pods.  Ergo, metrics used must decrease as the pod count is increased, and vice-versa.  See the individual metric source types for more information about how each type of metric must respond.',
    ),
    column(
      'MinPods',
      'minReplicas is the lower limit for the number of replicas to which the autoscaler can scale down.  It defaults to 1 pod.  minReplicas is allowed to be 0 if the alpha feature gate HPAScaleToZero is enabled and at least one Object or External metric is configured.  Scaling is active as long as at least one metric value is available.',
    ),
    column(
      'MaxPods',
      'maxReplicas is the upper limit for the number of replicas to which the autoscaler can scale up. It cannot be less that minReplicas.',
    ),
    column(
      'Replicas',
      'currentReplicas is current number of replicas of pods managed by this autoscaler, as last seen by the autoscaler.',
    ),
    ageColumn,
  ],
  row(object, nowMs) {
    const autoscaler = object as HorizontalPodAutoscaler;
    const { metadata, spec, status } = autoscaler;
    const { kind, name } = spec.scaleTargetRef;
    return [
      metadata.name,
      `${kind}/${name}`,
      targetsText(autoscaler),
      String(spec.minReplicas ?? '<unset>'),
      spec.maxReplicas,
      status.currentReplicas ?? 0,
      age(autoscaler, nowMs),
    ];
  },
};

/** The older version of the same objects. */
export const horizontalPodAutoscalerV1Type: ResourceType = {
  ...horizontalPodAutoscalerType,
  version: 'v1',
  schema: 'io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler',
  setDefaults(object) {
    (object as HorizontalPodAutoscaler).spec.minReplicas ??= 1;
  },
  conversion: { toStored: fromSimple, fromStored: toSimple },
};
