import { expect, it } from 'vitest';
import { findByWord } from './index.ts';
import { explain, openApiSchemas } from './openapi.ts';
import docsText from './schema/docs.json';
import editor from './schema/editor.json';

const schema = findByWord('pod')!.schema;

it('explains a field with its type, allowed values and text', () => {
  const found = explain(schema, ['spec', 'containers'], docsText);
  expect(found).toMatchObject({ field: { name: 'containers', type: '[]Container', required: true } });
  const type = 'type' in found ? found.type! : undefined;
  expect(type?.fields.find((field) => field.name === 'imagePullPolicy')).toMatchObject({
    type: 'string',
    enum: ['Always', 'IfNotPresent', 'Never'],
  });
  expect(type?.fields.find((field) => field.name === 'name')).toMatchObject({ required: true });
  expect(type?.description).toMatch(/single application container/);
  expect(explain(schema, ['spec', 'nope', 'x'], docsText)).toEqual({ unknownField: 'nope' });
  expect(explain(schema, ['spec', 'nodeSelector'], docsText)).toMatchObject({
    field: { type: 'map[string]string' },
    type: undefined,
  });
});

it('writes every type a kind reaches, with what apply and patch must know', () => {
  const schemas = openApiSchemas([findByWord('deploy')!]) as Record<
    string,
    { properties: Record<string, Record<string, unknown>> }
  >;
  expect(schemas['io.k8s.api.core.v1.PodSpec']!.properties['containers']).toMatchObject({
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
    'x-kubernetes-patch-merge-key': 'name',
    'x-kubernetes-patch-strategy': 'merge',
  });
  const names = Object.keys(schemas);
  const references = [...JSON.stringify(schemas).matchAll(/#\/components\/schemas\/([^"]+)/g)].map((match) => match[1]);
  for (const name of references) expect(names).toContain(name);
});

it("the editor's schema knows the kinds people write and points nowhere outside itself", () => {
  expect(editor.properties.kind.enum).toEqual(expect.arrayContaining(['Deployment', 'Pod', 'Service', 'ConfigMap']));
  const names = Object.keys(editor.definitions);
  for (const [, name] of JSON.stringify(editor).matchAll(/#\/definitions\/([^"]+)/g)) expect(names).toContain(name);
});
