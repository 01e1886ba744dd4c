import { listAt, textAt, type Session } from './client.ts';
import type { JsonObject, Run } from './types.ts';
import { toYaml } from './yaml/emit.ts';
import { parseYaml } from './yaml/parse.ts';

/**
 * The kubeconfig: as kubeadm writes it, until `kubectl config` changes it. A changed one is a file like the person's
 * others, so it comes back with the next command.
 */
export const configFile = '.kube/config';

export const server = 'https://127.0.0.1:6443';

const initial = {
  apiVersion: 'v1',
  clusters: [{ cluster: { 'certificate-authority-data': 'DATA+OMITTED', server }, name: 'kubernetes' }],
  contexts: [{ context: { cluster: 'kubernetes', user: 'kubernetes-admin' }, name: 'kubernetes-admin@kubernetes' }],
  'current-context': 'kubernetes-admin@kubernetes',
  kind: 'Config',
  preferences: {},
  users: [
    {
      name: 'kubernetes-admin',
      user: { 'client-certificate-data': 'DATA+OMITTED', 'client-key-data': 'DATA+OMITTED' },
    },
  ],
};

export interface Context {
  readonly name: string;
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
}

export function readConfig(files: Readonly<Record<string, string>>): JsonObject {
  const text = files[configFile];
  const parsed = text === undefined ? undefined : parseYaml(text);
  return parsed && 'value' in parsed && typeof parsed.value === 'object' && parsed.value !== null
    ? (parsed.value as JsonObject)
    : initial;
}

export const contextsOf = (config: JsonObject): Context[] =>
  listAt(config, 'contexts').map((c) => ({
    name: textAt(c, 'name'),
    cluster: textAt(c, 'context', 'cluster'),
    user: textAt(c, 'context', 'user'),
    namespace: textAt(c, 'context', 'namespace'),
  }));

export const currentContext = (config: JsonObject): string => textAt(config, 'current-context');

/** Namespace of commands without -n. */
export function defaultNamespace(files: Readonly<Record<string, string>>, contextName: string): string {
  const config = readConfig(files);
  const name = contextName || currentContext(config);
  return contextsOf(config).find((c) => c.name === name)?.namespace || 'default';
}

export function* writeConfig(session: Session, config: JsonObject): Run<void> {
  const text = toYaml(config);
  (session.files as Record<string, string>)[configFile] = text;
  yield { type: 'write', file: configFile, text };
}
