import { schemaDocument } from '../../api/custom/openapi.ts';
import { sha256 } from '../../api/sha256.ts';
import type { ApiResponse } from '../messages.ts';
import { groupVersions, type Groups, type Listed } from './discovery.ts';

/** Documents by their resources, written on first use: kubectl reads them before it applies anything. */
const documents = new WeakMap<readonly Listed[], Map<string, unknown>>();

/**
 * `/openapi/v3` and the document of each group-version: which paths there are and that PATCH takes `fieldValidation`,
 * which is what kubectl looks for. Left out: schemas of built-in kinds (`kubectl explain` has its own), `/openapi/v2`.
 */
export function openApi(path: string, groups: Groups): ApiResponse | undefined {
  if (path === '/openapi/v3') return { code: 200, body: index(groups) };
  const document = path.startsWith('/openapi/v3/') ? documentOf(groups, path.slice('/openapi/v3/'.length)) : undefined;
  return document ? { code: 200, body: document } : undefined;
}

const indexes = new WeakMap<Groups, unknown>();
function index(groups: Groups): unknown {
  const known = indexes.get(groups);
  if (known) return known;
  const written = Object.freeze({
    paths: Object.fromEntries(
      [...groupVersions(groups)].map(([path]) => [
        path,
        {
          serverRelativeURL: `/openapi/v3/${path}?hash=${sha256(JSON.stringify(documentOf(groups, path))).toUpperCase()}`,
        },
      ]),
    ),
  });
  indexes.set(groups, written);
  return written;
}

function documentOf(groups: Groups, wanted: string): unknown {
  for (const [path, types] of groupVersions(groups)) {
    if (path !== wanted) continue;
    const known = documents.get(types)?.get(wanted);
    if (known) return known;
    const paths: Record<string, unknown> = {};
    for (const { plural, namespaced, verbs, group, version, kind } of types) {
      const collection = namespaced ? `/${path}/namespaces/{namespace}/${plural}` : `/${path}/${plural}`;
      const action = (name: string): unknown => ({
        parameters: [
          { name: 'fieldValidation', in: 'query', schema: { type: 'string' } },
          { name: 'dryRun', in: 'query', schema: { type: 'string' } },
        ],
        'x-kubernetes-action': name,
        'x-kubernetes-group-version-kind': { group, version, kind },
      });
      paths[collection] = verbs.includes('create') ? { post: action('post') } : {};
      if (verbs.includes('patch'))
        paths[`${collection}/{name}`] = {
          get: action('get'),
          put: action('put'),
          patch: action('patch'),
          delete: action('delete'),
        };
    }
    const document = Object.freeze({
      openapi: '3.0.0',
      info: { title: 'Kubernetes', version: 'v1.33.0' },
      paths,
      ...schemaDocument(types),
    });
    documents.set(types, new Map([[wanted, document]]));
    return document;
  }
  return undefined;
}
