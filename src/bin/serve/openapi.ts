import docs from '../../api/schema/docs.json';
import { resourceTypes } from '../../api/index.ts';
import { openApiSchemas } from '../../api/openapi.ts';

/** Schemas with their texts by group-version (`api/v1`, `apis/apps/v1`): what `kubectl explain` reads. Made when asked for. */
const made = new Map<string, Record<string, unknown>>();

/** The document of a group-version made whole: the cluster answers built-in kinds without schemas, custom ones with. */
export function withSchemas(path: string, document: unknown): unknown {
  if (typeof document === 'object' && document !== null && 'components' in document) return document;
  const name = path.slice('/openapi/v3/'.length);
  let schemas = made.get(name);
  if (!schemas) {
    const [root, group = '', version = ''] = name.startsWith('apis/') ? name.split('/') : ['api', '', name.slice(4)];
    schemas = openApiSchemas(
      resourceTypes.filter((type) => root !== undefined && type.group === group && type.version === version),
      docs,
    );
    made.set(name, schemas);
  }
  return { ...(document as object), components: { schemas } };
}
