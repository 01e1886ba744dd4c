import { forbidden } from '../../../api/status.ts';
import type { Status } from '../../../api/types.ts';
import { authorizeNode } from '../authorization/node.ts';
import { authorizeRbac } from '../authorization/rbac.ts';
import type { ApiServerState, Decision, RequestInfo, User } from '../state.ts';

const privileged: Decision = Object.freeze({ allowed: true, reason: 'group system:masters' });
const nodeAllowed: Decision = Object.freeze({ allowed: true, reason: 'Node authorizer' });

/**
 * May this user do this? In the order kubeadm configures: system:masters, Node, RBAC; the first yes counts.
 * Models: apiserver/pkg/authorization/{authorizerfactory,union}, --authorization-mode=Node,RBAC.
 */
export function authorize(state: ApiServerState, user: User, info: RequestInfo, path: string): Decision {
  if (user.master) return privileged;
  const node = authorizeNode(state, user, info);
  if (node?.allowed) return nodeAllowed;
  const rbac = authorizeRbac(state, user, info, path);
  if (rbac.allowed || !node?.reason) return rbac;
  return { allowed: false, reason: rbac.reason === '' ? node.reason : `${node.reason}, ${rbac.reason}` };
}

/** The reason as reviews give it: upstream's two other authorizers say yes without one. */
export const statedReason = (decision: Decision): string =>
  decision === privileged || decision === nodeAllowed ? '' : decision.reason;

/** The 403 of a denial. Models: apiserver/pkg/endpoints/handlers/responsewriters/errors.go forbiddenMessage. */
export function denial(user: User, info: RequestInfo, path: string, reason: string): Status {
  const tail = reason === '' ? '' : `: ${reason}`;
  if (!info.isResource)
    return forbidden(undefined, '', `User ${quote(user.name)} cannot ${info.verb} path ${quote(path)}${tail}`);
  const resource = info.subresource === '' ? info.plural : `${info.plural}/${info.subresource}`;
  const where = info.namespace === '' ? 'at the cluster scope' : `in the namespace ${quote(info.namespace)}`;
  const text = `User ${quote(user.name)} cannot ${info.verb} resource ${quote(resource)} in API group ${quote(info.group)} ${where}${tail}`;
  return forbidden({ group: info.group, plural: info.plural }, info.name, text);
}

const quote = (text: string): string => JSON.stringify(text);
