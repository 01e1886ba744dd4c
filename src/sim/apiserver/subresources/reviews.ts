import { invalid as invalidField } from '../../../api/field.ts';
import type { FieldError } from '../../../api/resource.ts';
import { badRequest, invalid, pathNotFound } from '../../../api/status.ts';
import type { Status } from '../../../api/types.ts';
import type { Context } from '../../kernel/types.ts';
import { rulesFor } from '../authorization/rbac.ts';
import { refuse } from '../reply.ts';
import { validToken } from '../service-account-tokens.ts';
import { claimsUser, makeUser, userInfo } from '../stages/authentication.ts';
import { authorize, statedReason } from '../stages/authorization.ts';
import type { ApiServerState, Call, RequestInfo } from '../state.ts';
import { issuer } from '../tokens.ts';
import { reply, type Review } from './review.ts';
import { issueToken } from './token.ts';

/** Objects one only POSTs and gets answered: nothing is stored. */
const virtual = new Map<string, (state: ApiServerState, call: Call, body: Review, ctx: Context) => unknown>([
  ['authorization.k8s.io/selfsubjectaccessreviews', (state, call, body) => accessReview(state, body, call.user)],
  [
    'authorization.k8s.io/subjectaccessreviews',
    (state, _, body) =>
      accessReview(state, body, makeUser(text(body.spec['user']), (body.spec['groups'] as string[] | undefined) ?? [])),
  ],
  [
    'authorization.k8s.io/localsubjectaccessreviews',
    (state, _, body) =>
      accessReview(state, body, makeUser(text(body.spec['user']), (body.spec['groups'] as string[] | undefined) ?? [])),
  ],
  ['authorization.k8s.io/selfsubjectrulesreviews', rulesReview],
  [
    'authentication.k8s.io/selfsubjectreviews',
    (_, call, body) => ({ ...body, status: { userInfo: userInfo(call.user) } }),
  ],
  ['authentication.k8s.io/tokenreviews', tokenReview],
]);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const virtualType = (info: RequestInfo): boolean =>
  info.version === 'v1' && virtual.has(`${info.group}/${info.plural}`);

/** POST of a review or a token request. */
export function createVirtual(state: ApiServerState, ctx: Context, call: Call): void {
  const { info, request } = call;
  const body = request.body as Partial<Review> | undefined;
  if (info.verb !== 'create') return refuse(ctx, call, pathNotFound());
  if (typeof body !== 'object' || body === null)
    return refuse(ctx, call, badRequest('the object provided is unrecognized: unexpected end of JSON input (<empty>)'));
  const review: Review = {
    kind: body.kind ?? '',
    apiVersion: body.apiVersion ?? '',
    metadata: body.metadata ?? {},
    spec: body.spec ?? {},
  };
  if (info.subresource === 'token') return issueToken(state, ctx, call, review);
  const refusal = reviewProblem(call, review);
  if (refusal) return refuse(ctx, call, refusal);
  const answer = virtual.get(`${info.group}/${info.plural}`)!(state, call, review, ctx);
  reply(ctx, call, answer);
}

/** Models: pkg/apis/authorization/validation/validation.go, registry/authorization/localsubjectaccessreview/rest.go. */
function reviewProblem({ info }: Call, { kind, spec }: Review): Status | undefined {
  if (!info.plural.endsWith('accessreviews')) return undefined;
  const { resourceAttributes: resource, nonResourceAttributes: path, user, groups } = spec;
  const errors: FieldError[] = [];
  if (resource !== undefined && path !== undefined)
    errors.push(
      invalidField('spec.nonResourceAttributes', path, 'cannot be specified in combination with resourceAttributes'),
    );
  if (resource === undefined && path === undefined)
    errors.push(
      invalidField(
        'spec.resourceAttributes',
        null,
        'exactly one of nonResourceAttributes or resourceAttributes must be specified',
      ),
    );
  const names = (groups as string[] | undefined) ?? [];
  if (!info.plural.startsWith('self') && text(user) === '' && names.length === 0)
    errors.push(invalidField('spec.user', '', 'at least one of user or group must be specified'));
  if (errors.length > 0) return invalid({ group: info.group, kind }, '', errors);
  const { namespace = '' } = (resource ?? {}) as { namespace?: string };
  return info.plural === 'localsubjectaccessreviews' && namespace !== info.namespace
    ? badRequest(`spec.resourceAttributes.namespace must match namespace: ${info.namespace}`)
    : undefined;
}

function accessReview(state: ApiServerState, body: Review, user: Call['user']): unknown {
  const resource = body.spec['resourceAttributes'] as Record<string, string> | undefined;
  const path = body.spec['nonResourceAttributes'] as Record<string, string> | undefined;
  const info: RequestInfo = {
    verb: resource?.['verb'] ?? path?.['verb'] ?? '',
    isResource: resource !== undefined,
    group: resource?.['group'] ?? '',
    version: resource?.['version'] ?? '',
    plural: resource?.['resource'] ?? '',
    subresource: resource?.['subresource'] ?? '',
    namespace: resource?.['namespace'] ?? '',
    name: resource?.['name'] ?? '',
  };
  const decision = authorize(state, user, info, path?.['path'] ?? '');
  const reason = statedReason(decision);
  return {
    ...body,
    status: { allowed: decision.allowed, ...(reason === '' ? {} : { reason }) },
  };
}

function rulesReview(state: ApiServerState, call: Call, body: Review): unknown {
  const rules = rulesFor(state, call.user, text(body.spec['namespace']));
  const resourceRules = rules
    .filter((rule) => rule.resources)
    .map(({ verbs, apiGroups = [], resources = [], resourceNames }) => ({
      verbs,
      apiGroups,
      resources,
      ...(resourceNames ? { resourceNames } : {}),
    }));
  const nonResourceRules = rules
    .filter((rule) => rule.nonResourceURLs)
    .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }));
  return { ...body, status: { resourceRules, nonResourceRules, incomplete: false } };
}

/** Models: pkg/registry/authentication/tokenreview/storage.go. */
function tokenReview(state: ApiServerState, _: Call, body: Review, ctx: Context): unknown {
  const token = text(body.spec['token']);
  const wanted = (body.spec['audiences'] as string[] | undefined) ?? [issuer];
  const claims = validToken(state, token, ctx.now, wanted);
  if (typeof claims === 'string') {
    const error = claims === '' ? 'invalid bearer token' : `[invalid bearer token, ${claims}]`;
    return { ...body, status: { user: {}, error } };
  }
  const audiences = claims.audiences.filter((audience) => wanted.includes(audience));
  return { ...body, status: { authenticated: true, user: userInfo(claimsUser(claims)), audiences } };
}
