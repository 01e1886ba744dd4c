import { webhookStrategy, type WebhookConfiguration } from '../admissionregistration/webhooks.ts';
import { age, ageColumn, column, nameColumn } from '../columns.ts';
import type { ResourceType } from '../resource.ts';

export const mutatingWebhookConfigurationType: ResourceType = {
  ...webhookStrategy(true),
  kind: 'MutatingWebhookConfiguration',
  plural: 'mutatingwebhookconfigurations',
  singular: 'mutatingwebhookconfiguration',
  etcdPrefix: 'mutatingwebhookconfigurations',
  schema: 'io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration',
  columns: () => [
    nameColumn,
    column('Webhooks', 'Webhooks indicates the number of webhooks registered in this configuration', 'integer'),
    ageColumn,
  ],
  row: (object, nowMs) => [
    object.metadata.name,
    (object as WebhookConfiguration).webhooks?.length ?? 0,
    age(object, nowMs),
  ],
};
