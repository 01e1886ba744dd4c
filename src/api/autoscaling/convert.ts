import type {
  Condition,
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  IntOrString,
  KubeObject,
  LabelSelector,
  MetricSpec,
  MetricStatus,
  MetricTarget,
} from '../types.ts';

/**
 * autoscaling/v1 knows one metric, the share of CPU; what else an autoscaler has travels in annotations.
 * Models: pkg/apis/autoscaling/v1/conversion.go.
 */
const prefix = 'autoscaling.alpha.kubernetes.io';
const metricsAnnotation = `${prefix}/metrics`;
const statusesAnnotation = `${prefix}/current-metrics`;
const conditionsAnnotation = `${prefix}/conditions`;
const behaviorAnnotation = `${prefix}/behavior`;
const annotationNames = [metricsAnnotation, statusesAnnotation, conditionsAnnotation, behaviorAnnotation];

/** autoscaling/v1. */
interface Simple extends KubeObject {
  spec: {
    scaleTargetRef: CrossVersionObjectReference;
    minReplicas?: number;
    maxReplicas: number;
    targetCPUUtilizationPercentage?: number;
  };
  status: {
    observedGeneration?: number;
    lastScaleTime?: string;
    currentReplicas: number;
    desiredReplicas: number;
    currentCPUUtilizationPercentage?: number;
  };
}

/** A metric as the annotations write it: flat, the names before autoscaling/v2. */
interface FlatMetric {
  type: string;
  object?: {
    target: CrossVersionObjectReference;
    metricName: string;
    targetValue?: IntOrString;
    currentValue?: IntOrString;
    selector?: LabelSelector;
    averageValue?: IntOrString;
  };
  pods?: {
    metricName: string;
    targetAverageValue?: IntOrString;
    currentAverageValue?: IntOrString;
    selector?: LabelSelector;
  };
  resource?: FlatResource;
  containerResource?: FlatResource & { container: string };
  external?: {
    metricName: string;
    metricSelector?: LabelSelector;
    targetValue?: IntOrString;
    targetAverageValue?: IntOrString;
    currentValue?: IntOrString;
    currentAverageValue?: IntOrString;
  };
}

interface FlatResource {
  name: string;
  targetAverageUtilization?: number;
  targetAverageValue?: IntOrString;
  currentAverageUtilization?: number;
  currentAverageValue?: IntOrString;
}

const isCpu = ({ type, resource }: MetricSpec | MetricStatus): boolean =>
  type === 'Resource' && resource?.name === 'cpu';

/** Without fields that are undefined. */
function defined<T extends object>(fields: T): T {
  for (const key of Object.keys(fields) as (keyof T)[]) if (fields[key] === undefined) delete fields[key];
  return fields;
}

function flattened(metric: MetricSpec): FlatMetric {
  const { type, object, pods, resource, containerResource, external } = metric;
  const resourceOf = ({ name, target }: { name: string; target: MetricTarget }): FlatResource =>
    defined({
      name,
      targetAverageUtilization: target.averageUtilization,
      targetAverageValue: target.averageValue,
    }) as FlatResource;
  return defined({
    type,
    object:
      object &&
      (defined({
        target: object.describedObject,
        metricName: object.metric.name,
        targetValue: object.target.value ?? '0',
        selector: object.metric.selector,
        averageValue: object.target.averageValue,
      }) as NonNullable<FlatMetric['object']>),
    pods:
      pods &&
      (defined({
        metricName: pods.metric.name,
        targetAverageValue: pods.target.averageValue,
        selector: pods.metric.selector,
      }) as NonNullable<FlatMetric['pods']>),
    resource: resource && resourceOf(resource),
    containerResource: containerResource && {
      ...resourceOf(containerResource),
      container: containerResource.container,
    },
    external:
      external &&
      (defined({
        metricName: external.metric.name,
        metricSelector: external.metric.selector,
        targetValue: external.target.value,
        targetAverageValue: external.target.averageValue,
      }) as NonNullable<FlatMetric['external']>),
  }) as FlatMetric;
}

function target(value?: IntOrString, averageValue?: IntOrString, averageUtilization?: number): MetricTarget {
  const type = averageUtilization !== undefined ? 'Utilization' : averageValue !== undefined ? 'AverageValue' : 'Value';
  return defined({ type, value, averageValue, averageUtilization }) as MetricTarget;
}

function raised({ type, object, pods, resource, containerResource, external }: FlatMetric): MetricSpec {
  const metric = (name: string, selector?: LabelSelector): { name: string; selector?: LabelSelector } =>
    selector ? { name, selector } : { name };
  return defined({
    type,
    object: object && {
      describedObject: object.target,
      metric: metric(object.metricName, object.selector),
      target: object.averageValue === undefined ? target(object.targetValue) : target(undefined, object.averageValue),
    },
    pods: pods && {
      metric: metric(pods.metricName, pods.selector),
      target: target(undefined, pods.targetAverageValue),
    },
    resource: resource && {
      name: resource.name,
      target: target(undefined, resource.targetAverageValue, resource.targetAverageUtilization),
    },
    containerResource: containerResource && {
      name: containerResource.name,
      container: containerResource.container,
      target: target(undefined, containerResource.targetAverageValue, containerResource.targetAverageUtilization),
    },
    external: external && {
      metric: metric(external.metricName, external.metricSelector),
      target: target(external.targetValue, external.targetAverageValue),
    },
  }) as MetricSpec;
}

const flatStatus = (status: MetricStatus): unknown => {
  const { type, object, pods, resource, containerResource, external } = status;
  const ofResource = (entry: { name: string; current: Omit<MetricTarget, 'type'> }): unknown =>
    defined({
      name: entry.name,
      currentAverageUtilization: entry.current.averageUtilization,
      currentAverageValue: entry.current.averageValue ?? '0',
    });
  return defined({
    type,
    object:
      object &&
      defined({
        target: object.describedObject,
        metricName: object.metric.name,
        currentValue: object.current.value ?? '0',
        selector: object.metric.selector,
        averageValue: object.current.averageValue,
      }),
    pods:
      pods &&
      defined({
        metricName: pods.metric.name,
        currentAverageValue: pods.current.averageValue ?? '0',
        selector: pods.metric.selector,
      }),
    resource: resource && ofResource(resource),
    containerResource: containerResource && {
      ...(ofResource(containerResource) as object),
      container: containerResource.container,
    },
    external:
      external &&
      defined({
        metricName: external.metric.name,
        metricSelector: external.metric.selector,
        currentValue: external.current.value ?? '0',
        currentAverageValue: external.current.averageValue,
      }),
  });
};

/** v2 → v1. */
export function toSimple(object: KubeObject): KubeObject {
  const { metadata, spec, status } = object as HorizontalPodAutoscaler;
  const metrics = spec.metrics ?? [];
  const cpu = metrics.find((metric) => isCpu(metric) && metric.resource!.target.averageUtilization !== undefined);
  const statuses = status.currentMetrics ?? [];
  const cpuNow = statuses.find((metric) => isCpu(metric) && metric.resource!.current.averageUtilization !== undefined);
  const annotations: Record<string, string> = { ...metadata.annotations };
  const keep = (name: string, list: readonly unknown[] | undefined): void => {
    if (list && list.length > 0) annotations[name] = JSON.stringify(list);
  };
  keep(metricsAnnotation, metrics.filter((metric) => metric !== cpu).map(flattened));
  keep(statusesAnnotation, statuses.filter((metric) => metric !== cpuNow).map(flatStatus));
  keep(conditionsAnnotation, status.conditions);
  if (spec.behavior) annotations[behaviorAnnotation] = JSON.stringify(spec.behavior);
  const simple: Simple = {
    kind: object.kind,
    apiVersion: 'autoscaling/v1',
    metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata,
    spec: defined({
      scaleTargetRef: spec.scaleTargetRef,
      minReplicas: spec.minReplicas,
      maxReplicas: spec.maxReplicas,
      targetCPUUtilizationPercentage: cpu?.resource!.target.averageUtilization,
    }) as Simple['spec'],
    status: defined({
      observedGeneration: status.observedGeneration,
      lastScaleTime: status.lastScaleTime,
      currentReplicas: status.currentReplicas ?? 0,
      desiredReplicas: status.desiredReplicas,
      currentCPUUtilizationPercentage: cpuNow?.resource!.current.averageUtilization,
    }) as Simple['status'],
  };
  return Object.freeze(simple);
}

function parsed<T>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** v1 → v2. */
export function fromSimple(object: KubeObject): KubeObject {
  const { metadata, spec, status, ...rest } = object as Simple;
  const annotations: Record<string, string> = { ...metadata.annotations };
  const others = parsed<FlatMetric[]>(annotations[metricsAnnotation])?.map(raised) ?? [];
  const behavior = parsed<HorizontalPodAutoscaler['spec']['behavior']>(annotations[behaviorAnnotation]);
  const conditions = parsed<Condition[]>(annotations[conditionsAnnotation]);
  for (const name of annotationNames) delete annotations[name];
  const cpu = spec.targetCPUUtilizationPercentage;
  const now = status.currentCPUUtilizationPercentage;
  const metrics: MetricSpec[] = [
    ...others,
    ...(cpu === undefined
      ? []
      : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpu } } }]),
  ];
  const { annotations: _, ...plain } = metadata;
  const full: HorizontalPodAutoscaler = {
    ...rest,
    apiVersion: 'autoscaling/v2',
    metadata: Object.keys(annotations).length > 0 ? { ...plain, annotations } : plain,
    spec: defined({
      scaleTargetRef: spec.scaleTargetRef,
      minReplicas: spec.minReplicas,
      maxReplicas: spec.maxReplicas,
      metrics: metrics.length > 0 ? metrics : undefined,
      behavior,
    }) as HorizontalPodAutoscaler['spec'],
    status: defined({
      observedGeneration: status.observedGeneration,
      lastScaleTime: status.lastScaleTime,
      currentReplicas: status.currentReplicas || undefined,
      desiredReplicas: status.desiredReplicas,
      currentMetrics:
        now === undefined
          ? null
          : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: now } } }],
      conditions,
    }) as HorizontalPodAutoscaler['status'],
  };
  return full;
}
