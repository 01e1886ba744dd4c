import { at, type Obj } from './client.ts';
import { podSpecPath, withValue } from './pod-spec.ts';
import type { JsonObject } from './types.ts';

/** Parts of a kind that Go writes out though they are empty: structs and numbers without `omitempty`. Source: k8s.io/api types. */
const always: Readonly<Record<string, readonly (readonly [path: readonly string[], value: unknown])[]>> = {
  Pod: [[['status'], {}]],
  Deployment: [
    [['spec', 'strategy'], {}],
    [['status'], {}],
  ],
  ReplicaSet: [[['status'], { replicas: 0 }]],
  ReplicationController: [[['status'], { replicas: 0 }]],
  StatefulSet: [
    [['spec', 'updateStrategy'], {}],
    [['spec', 'serviceName'], ''],
    [['status'], { availableReplicas: 0, replicas: 0 }],
  ],
  DaemonSet: [
    [['spec', 'updateStrategy'], {}],
    [['status'], { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 }],
  ],
  Job: [[['status'], {}]],
  CronJob: [
    [['spec', 'jobTemplate', 'metadata', 'creationTimestamp'], null],
    [['status'], {}],
  ],
  Service: [
    [['spec'], {}],
    [['status'], { loadBalancer: {} }],
  ],
};

const withDefault = (object: JsonObject, path: readonly string[], value: unknown): JsonObject =>
  at(object, ...path) === undefined ? withValue(object, path, value) : object;

const withResources = (containers: unknown): unknown =>
  Array.isArray(containers) ? containers.map((c) => ({ resources: {}, ...(c as JsonObject) })) : containers;

/** A claim as Go writes it. */
const claim = (value: JsonObject): JsonObject =>
  [['metadata', 'creationTimestamp'] as const, ['spec', 'resources'] as const, ['status'] as const].reduce(
    (object: JsonObject, path) => withDefault(object, path, path[1] === 'creationTimestamp' ? null : {}),
    value,
  );

/**
 * An object of a file as it looks once it has been read into Go structs and written again, which is how the `set`
 * commands print one that never was on the server. Known are the kinds they work on.
 */
export function asGoStruct(object: Obj): Obj {
  let next = withDefault(object as JsonObject, ['metadata', 'creationTimestamp'], null);
  for (const [path, value] of always[object.kind ?? ''] ?? []) next = withDefault(next, path, value);
  const path = podSpecPath(object);
  if (path) {
    const spec = at(next, ...path) as JsonObject;
    next = withValue(next, path, {
      ...spec,
      ...(spec['initContainers'] ? { initContainers: withResources(spec['initContainers']) } : {}),
      containers: withResources(spec['containers']),
    });
    if (path.length > 1) next = withDefault(next, [...path.slice(0, -1), 'metadata', 'creationTimestamp'], null);
  }
  const claims = at(next, 'spec', 'volumeClaimTemplates');
  return (
    Array.isArray(claims)
      ? withValue(next, ['spec', 'volumeClaimTemplates'], (claims as JsonObject[]).map(claim))
      : next
  ) as Obj;
}
