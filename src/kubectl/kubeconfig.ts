import { at, listAt, textAt } from './client.ts';
import { fail, failWith } from './errors.ts';
import { configFile, fileName, homeFolder } from './shell/files.ts';
import type { JsonObject, Run } from './types.ts';
import { toYaml } from './yaml/emit.ts';
import { parseYaml } from './yaml/parse.ts';

/** The address of the only API server there is. */
export const serverAddress = 'https://127.0.0.1:6443';

/** Stands for the certificates kubeadm would put in: nothing reads them. */
const certificate = 'REFUQQ==';

/** What a kubeconfig says, by name. */
export interface Config {
  readonly clusters: ReadonlyMap<string, JsonObject>;
  readonly contexts: ReadonlyMap<string, JsonObject>;
  readonly users: ReadonlyMap<string, JsonObject>;
  readonly current: string;
  readonly preferences: JsonObject;
}

const adminUser: JsonObject = { 'client-certificate-data': certificate, 'client-key-data': certificate };

/**
 * As kubeadm writes it, until `kubectl config` changes it. A changed one is a file like the person's others, so it comes
 * back with the next command.
 */
const initial: Config = {
  clusters: new Map([['kubernetes', { 'certificate-authority-data': certificate, server: serverAddress }]]),
  contexts: new Map([['kubernetes-admin@kubernetes', { cluster: 'kubernetes', user: 'kubernetes-admin' }]]),
  users: new Map([['kubernetes-admin', adminUser]]),
  current: 'kubernetes-admin@kubernetes',
  preferences: {},
};

const nothing: Config = {
  clusters: new Map(),
  contexts: new Map(),
  users: new Map(),
  current: '',
  preferences: {},
};

/** A kubeconfig as `-o yaml` shows it and as it is written. Models: client-go clientcmd/api/v1 conversion: names in order. */
export function configObject(config: Config): JsonObject {
  const list = (map: ReadonlyMap<string, JsonObject>, key: string, always: JsonObject): JsonObject[] | null =>
    map.size === 0
      ? null
      : [...map]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, value]) => ({ [key]: { ...always, ...value }, name }));
  return {
    apiVersion: 'v1',
    clusters: list(config.clusters, 'cluster', { server: '' }),
    contexts: list(config.contexts, 'context', { cluster: '', user: '' }),
    'current-context': config.current,
    kind: 'Config',
    preferences: config.preferences,
    users: list(config.users, 'user', {}),
  };
}

/** The file that stands there before anybody has changed it. */
export const initialText = (): string => toYaml(configObject(initial));

function parseConfig(text: string, path: string): Config {
  const parsed = parseYaml(text);
  if ('problem' in parsed) return fail(`error loading config file ${quoted(path)}: ${parsed.problem}`);
  const root = parsed.value;
  const read = (key: string, part: string): Map<string, JsonObject> =>
    new Map(listAt(root, key).map((e) => [textAt(e, 'name'), (at(e, part) as JsonObject | null | undefined) ?? {}]));
  return {
    clusters: read('clusters', 'cluster'),
    contexts: read('contexts', 'context'),
    users: read('users', 'user'),
    current: textAt(root, 'current-context'),
    preferences: (at(root, 'preferences') as JsonObject | null | undefined) ?? {},
  };
}

const quoted = (text: string): string => JSON.stringify(text);

/** Where a command finds its kubeconfig: `--kubeconfig`, or the usual place. */
export interface ConfigPlace {
  readonly files: Readonly<Record<string, string>>;
  /** As it was given with --kubeconfig; '' = the usual one. */
  readonly kubeconfig?: string;
}

const nameOf = (place: ConfigPlace): string => (place.kubeconfig ? fileName(place.kubeconfig) : configFile);

/** How messages call the file. */
export const configPath = (place: ConfigPlace): string => place.kubeconfig || `${homeFolder}/${configFile}`;

export function readConfig(place: ConfigPlace): Config {
  const text = place.files[nameOf(place)];
  if (text === undefined) return place.kubeconfig ? nothing : initial;
  return parseConfig(text, configPath(place));
}

/** Namespace of commands without -n; broken configurations have none of their own. */
export function defaultNamespace(place: ConfigPlace): string {
  const config = readConfig(place);
  return textAt(config.contexts.get(config.current), 'namespace') || 'default';
}

export function* writeConfig(place: ConfigPlace, config: Config): Run<void> {
  const text = toYaml(configObject(config));
  const file = nameOf(place);
  (place.files as Record<string, string>)[file] = text;
  yield { type: 'write', file, text };
}

/** What a command uses of the configuration, flags counted. */
export interface Access {
  /** '' without a namespace of the context's own. */
  readonly namespace: string;
  /** `127.0.0.1:6443`, as messages name it. */
  readonly host: string;
  /** There is a server at that address. */
  readonly reachable: boolean;
  /** Who asks, where that is not the administrator: a bearer token, '' = nobody. */
  readonly token: string | undefined;
}

export interface Overrides {
  readonly context: string;
  readonly cluster: string;
  readonly user: string;
  readonly server: string;
  readonly token: string;
}

/** Models: client-go clientcmd DirectClientConfig and its validation. */
export function accessOf(place: ConfigPlace, flags: Overrides): Access {
  const problem = (text: string): never => failWith({ type: 'verbatim', text: `Error in configuration: ${text}` });
  if (place.kubeconfig && place.files[nameOf(place)] === undefined)
    fail(`stat ${place.kubeconfig}: no such file or directory`);
  const config = readConfig(place);
  const name = flags.context || config.current;
  const context = config.contexts.get(name);
  if (flags.context !== '' && !context) problem(`context was not found for specified context: ${name}`);
  if (name !== '' && !context) problem(`context was not found for specified context: ${name}`);
  const clusterName = flags.cluster || textAt(context, 'cluster');
  const cluster = config.clusters.get(clusterName);
  if (flags.cluster !== '' && !cluster) fail(`no server found for cluster ${quoted(clusterName)}`);
  const userName = flags.user || textAt(context, 'user');
  const user = config.users.get(userName);
  if (flags.user !== '' && !user) fail(`auth info ${quoted(userName)} does not exist`);
  const server = flags.server || textAt(cluster, 'server') || 'http://localhost:8080';
  return {
    namespace: textAt(context, 'namespace'),
    host: server.replace(/^https?:\/\//, '').replace(/\/.*$/, ''),
    reachable: server.replace(/\/+$/, '').replace('//localhost:', '//127.0.0.1:') === serverAddress,
    token: flags.token || tokenOf(user),
  };
}

/** What a user's entry proves: undefined = the administrator's certificate. */
function tokenOf(user: JsonObject | undefined): string | undefined {
  const token = textAt(user, 'token');
  if (token !== '') return token;
  const data = textAt(user, 'client-certificate-data');
  if (data === certificate) return undefined;
  if (data !== '' || textAt(user, 'client-certificate') !== '')
    fail('tls: failed to find any PEM data in certificate input');
  return '';
}
