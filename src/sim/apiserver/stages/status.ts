import { copyOf, copyWith } from '../../../api/copy.ts';
import { structOf } from '../../../api/schema/schema.ts';
import { invalid } from '../../../api/status.ts';
import { invalid as invalidField } from '../../../api/field.ts';
import { immutableText } from '../../../api/metadata.ts';
import type { KubeObject } from '../../../api/types.ts';
import { checkOptions, contentType } from '../options.ts';
import type { StageStep } from '../work.ts';
import { isStatus, nameMismatch, readBody, refused } from './decode.ts';
import { applyPatch, decodePatch, isFailure, readPatched, shortType } from './patch.ts';

/**
 * A patch of /status. The strategy would put back everything but the status, so only the status is read again: this is
 * the commonest write of a cluster.
 */
export const decodeStatusPatch: StageStep = {
  stage: 'decode',
  run(work) {
    const { call, type } = work;
    const bad = checkOptions(call);
    if (bad) return refused(bad);
    // In another version the status may be anywhere in the object: it is patched whole.
    if (type.conversion || type.custom) return decodePatch.run(work);
    const existing = work.existing!;
    const { body } = call.request;
    const isJsonPatch = contentType(call.request) === 'application/json-patch+json';
    // A JSON patch may test any field. Of the others only two things count: the new status, and what they expect of metadata.
    const fields = isJsonPatch ? undefined : (body as Partial<KubeObject> | undefined);
    const patched =
      fields?.metadata && fields['status']
        ? applyPatch(work, { status: existing['status'] }, type.schema, { status: fields['status'] })
        : applyPatch(work, existing, type.schema, body);
    if (isFailure(patched)) return refused(patched);
    const { status } = patched as Partial<KubeObject>;
    const metadata = fields?.metadata ?? (patched as Partial<KubeObject>).metadata;
    if (metadata?.name && metadata.name !== existing.metadata.name)
      return refused(nameMismatch(metadata.name, call.info.name));
    if (metadata?.uid && metadata.uid !== existing.metadata.uid) {
      return refused(invalid(type, call.info.name, [invalidField('metadata.uid', metadata.uid, immutableText)]));
    }
    const read =
      status === undefined || status === null
        ? {}
        : readPatched(work, status, { schema: statusSchema(type.schema) }, existing['status']);
    if (isFailure(read)) return refused(read);
    work.draft = copyWith(existing, {
      metadata: copyWith(existing.metadata, { resourceVersion: metadata?.resourceVersion ?? '' }),
      status: read,
    });
    return { detail: `${shortType(work)} of the status` };
  },
};

/** A PUT of /status. */
export const decodeStatusUpdate: StageStep = {
  stage: 'decode',
  run(work) {
    const { call, type } = work;
    const bad = checkOptions(call);
    if (bad) return refused(bad);
    // The strategy puts back everything but the status: what the client left as it is stored need not be read again.
    const read = readBody(work, call.request, type, type.conversion ? undefined : work.existing);
    if (isStatus(read)) return refused(read);
    if (Object.isFrozen(read.metadata)) read.metadata = copyOf(read.metadata);
    if (read.metadata.name !== call.info.name) return refused(nameMismatch(read.metadata.name ?? '', call.info.name));
    if (type.namespaced) read.metadata.namespace = call.info.namespace;
    if (read.metadata.managedFields !== undefined) delete read.metadata.managedFields;
    work.draft = type.conversion ? type.conversion.toStored(read) : read;
    return { detail: 'a whole new status' };
  },
};

function statusSchema(schema: string): string {
  const type = structOf(schema).fields.get('status')?.type;
  return type?.kind === 'struct' ? type.schema : schema;
}
