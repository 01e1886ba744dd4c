import { decode } from '../../api/decode.ts';
import { invalid as invalidField, notSupported } from '../../api/field.ts';
import type { FieldError } from '../../api/resource.ts';
import { badRequest, invalid } from '../../api/status.ts';
import type { Status } from '../../api/types.ts';
import type { Call } from './state.ts';

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: readonly string[];
}

const schema = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';
const policies = ['Background', 'Foreground', 'Orphan'];

/** What a DELETE asks for, in its body or its query; a Status when it makes no sense. Models: meta/v1/validation ValidateDeleteOptions. */
export function deleteOptions(call: Call): DeleteOptions | Status {
  const { body, query } = call.request;
  if (body === undefined || body === null) return fromQuery(query ?? {});
  const { object, errors } = decode(body, schema);
  if (errors.length > 0)
    return badRequest(`DeleteOptions in version "v1" cannot be handled as a DeleteOptions: ${errors[0]!}`);
  const options = object as unknown as DeleteOptions & { orphanDependents?: boolean };
  const found: FieldError[] = [];
  const { propagationPolicy: policy, orphanDependents, dryRun } = options;
  if (policy !== undefined && orphanDependents !== undefined) {
    found.push(
      invalidField('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'),
    );
  }
  if (policy !== undefined && !policies.includes(policy))
    found.push(notSupported('propagationPolicy', policy, [...policies, 'nil']));
  if (dryRun && dryRun.some((value) => value !== 'All'))
    found.push({
      reason: 'FieldValueNotSupported',
      path: 'dryRun',
      message: `Unsupported value: []string{${dryRun.map((v) => JSON.stringify(v)).join(', ')}}: supported values: "All"`,
    });
  if (found.length > 0) return invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', found);
  if (orphanDependents === undefined) return options;
  return { ...options, propagationPolicy: orphanDependents ? 'Orphan' : 'Background' };
}

function fromQuery(query: Readonly<Record<string, string>>): DeleteOptions | Status {
  const { gracePeriodSeconds: grace, propagationPolicy: policy } = query;
  if (grace !== undefined && !/^-?\d+$/.test(grace))
    return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`);
  if (policy !== undefined && !policies.includes(policy)) {
    return invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', [
      notSupported('propagationPolicy', policy, [...policies, 'nil']),
    ]);
  }
  return {
    ...(grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(policy === undefined ? {} : { propagationPolicy: policy as 'Background' }),
  };
}
