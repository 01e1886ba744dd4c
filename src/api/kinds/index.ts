import type { ResourceType } from '../resource.ts';
import { deploymentType } from './deployment.ts';
import { eventType } from './event.ts';
import { leaseType } from './lease.ts';
import { namespaceType } from './namespace.ts';
import { nodeType } from './node.ts';
import { podType } from './pod.ts';
import { replicaSetType } from './replicaset.ts';
import { serviceAccountType } from './serviceaccount.ts';

/** Every kind the server serves. A new kind is its file and a line here; groups in discovery's order. */
export const resourceTypes: readonly ResourceType[] = [
  eventType,
  namespaceType,
  nodeType,
  podType,
  serviceAccountType,
  deploymentType,
  replicaSetType,
  leaseType,
];
