import { ageText } from './duration.ts';
import type { Column } from './resource.ts';
import type { Container, KubeObject } from './types.ts';

/** Column builders and cells that many kinds share. Models: pkg/printers/internalversion/printers.go. */
export const column = (name: string, description: string, type: Column['type'] = 'string', priority = 0): Column => ({
  name,
  type,
  format: '',
  description,
  priority,
});

export const wide = (name: string, description: string, type: Column['type'] = 'string'): Column =>
  column(name, description, type, 1);

export const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  priority: 0,
};

const creationText =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';

export const ageColumn = column('Age', creationText);
const createdColumn: Column = { ...column('Created At', creationText, 'date') };

/** All that Roles show. */
export function nameAndCreated(): readonly Column[] {
  return [nameColumn, createdColumn];
}

export const age = (object: KubeObject, nowMs: number): string => ageText(object.metadata.creationTimestamp, nowMs);

export const containersColumn = wide('Containers', 'Names of each container in the template.');
export const imagesColumn = wide('Images', 'Images referenced by each container in the template.');

/** The cells of `containersColumn` and `imagesColumn`. */
export const containerCells = (containers: readonly Container[]): [string, string] => [
  containers.map((container) => container.name).join(','),
  containers.map((container) => container.image).join(','),
];

export const orNone = (text: string | undefined): string => (text === undefined || text === '' ? '<none>' : text);
