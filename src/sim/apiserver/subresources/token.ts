import { goQuote, invalid as invalidField } from '../../../api/field.ts';
import { badRequest, conflict, invalid, notFound } from '../../../api/status.ts';
import type { Pod, Status } from '../../../api/types.ts';
import type { Context } from '../../kernel/types.ts';
import { epochMs, rfc3339, timestamp } from '../../time.ts';
import { askedToCreate } from '../admission/policy/asked.ts';
import { policyRefusal } from '../admission/policy/index.ts';
import { cachedIn } from '../cache/cache.ts';
import { noteStage, refuse, typeOfCall } from '../reply.ts';
import type { ApiServerState, Call } from '../state.ts';
import { issuer, signToken, type TokenClaims } from '../tokens.ts';
import { reply, type Review } from './review.ts';

/** Life of a token, in seconds. Source: pkg/apis/authentication/validation/validation.go, v1/defaults.go. */
const secondsMin = 600;
const secondsMax = 2 ** 32;
const secondsDefault = 3_600;

interface ObjectReference {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly name?: string;
  readonly uid?: string;
}

/** POST serviceaccounts/token. Models: pkg/registry/core/serviceaccount/storage/token.go. */
export function issueToken(state: ApiServerState, ctx: Context, call: Call, body: Review): void {
  const { namespace, name } = call.info;
  const account = cachedIn(state, 'serviceaccounts', namespace, name);
  if (!account) return refuse(ctx, call, notFound({ group: '', plural: 'serviceaccounts' }, name));
  const tokens = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' };
  const policy = policyRefusal(state, () =>
    askedToCreate({ state, call, type: typeOfCall(call), warnings: [] }, tokens),
  );
  if (policy)
    return refuse(ctx, call, policy, noteStage(ctx, call, 'validating-admission', 'refuse', policy.message ?? ''));
  const seconds = (body.spec['expirationSeconds'] as number | undefined) ?? secondsDefault;
  const problem = durationProblem(seconds);
  if (problem !== undefined)
    return refuse(
      ctx,
      call,
      invalid(tokens, '', [invalidField('spec.expirationSeconds', seconds, `may not specify a duration ${problem}`)]),
    );
  const reference = (body.spec['boundObjectRef'] ?? undefined) as ObjectReference | undefined;
  const bound = reference ? boundTo(state, namespace, name, reference) : {};
  if ('status' in bound) return refuse(ctx, call, bound);
  const asked = (body.spec['audiences'] ?? []) as readonly string[];
  const audiences = asked.length > 0 ? asked : [issuer];
  const issuedSeconds = Math.floor((epochMs + ctx.now) / 1000);
  const expiresSeconds = issuedSeconds + seconds;
  const { uid } = account.metadata;
  const token = signToken({ namespace, name, uid, issuedSeconds, expiresSeconds, audiences, id: ctx.uuid(), ...bound });
  reply(ctx, call, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timestamp(ctx.now) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: reference ?? null },
    status: { token, expirationTimestamp: rfc3339(expiresSeconds * 1000) },
  });
}

const durationProblem = (seconds: number): string | undefined =>
  seconds < secondsMin ? 'less than 10 minutes' : seconds > secondsMax ? 'larger than 2^32 seconds' : undefined;

const boundKinds: ReadonlyMap<string, string> = new Map([
  ['Pod', 'pods'],
  ['Secret', 'secrets'],
]);

/** The object the token dies with. Left out: binding to a Node. */
function boundTo(
  state: ApiServerState,
  namespace: string,
  account: string,
  { kind = '', apiVersion = '', name = '', uid: expected }: ObjectReference,
): Pick<TokenClaims, 'pod' | 'node' | 'secret'> | Status {
  const plural = apiVersion === 'v1' ? boundKinds.get(kind) : undefined;
  if (!plural) {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    return badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  }
  const object = cachedIn(state, plural, namespace, name);
  if (!object) return notFound({ group: '', plural }, name);
  const { uid } = object.metadata;
  if (kind === 'Pod') {
    const { serviceAccountName = '', nodeName } = (object as Pod).spec;
    if (serviceAccountName !== account)
      return badRequest(
        `cannot bind token for serviceaccount ${goQuote(account)} to pod running with serviceaccount ${goQuote(serviceAccountName)}`,
      );
    const node = nodeName ? cachedIn(state, 'minions', '', nodeName) : undefined;
    if (expected === undefined || expected === uid)
      return { pod: { name, uid }, node: node && { name: nodeName!, uid: node.metadata.uid } };
  } else if (expected === undefined || expected === uid) return { secret: { name, uid } };
  return conflict(
    { group: '', plural: kind },
    name,
    `the UID in the bound object reference (${expected}) does not match the UID in record. The object might have been deleted and then recreated`,
  );
}
