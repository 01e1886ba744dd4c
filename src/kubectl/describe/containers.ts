import { canonicalQuantity, milliValue, value } from '../../api/quantity.ts';
import { at, listAt, mapAt, numberAt, textAt, type Obj } from '../client.ts';
import { rfc1123z } from '../text/duration.ts';
import { quote } from '../text/go.ts';
import type { JsonObject } from '../types.ts';
import type { Writer } from './writer.ts';

/** Models: describe.go describeContainers. `pod` gives fieldRef values; absent for templates. `space` is '  ' in templates. */
export function describeContainers(
  w: Writer,
  label: string,
  containers: readonly JsonObject[],
  statuses: readonly JsonObject[],
  pod: Obj | undefined,
  space: string,
): void {
  w.write(0, `${space}${label}:${containers.length === 0 ? ' <none>' : ''}\n`);
  for (const container of containers) {
    const status = statuses.find((s) => s['name'] === container['name']);
    basics(w, container, status, space);
    command(w, container);
    if (status) state(w, status);
    resources(w, container);
    probes(w, container);
    if (listAt(container, 'envFrom').length > 0) envFrom(w, container);
    env(w, container, pod);
    mounts(w, container);
  }
}

function basics(w: Writer, container: JsonObject, status: JsonObject | undefined, space: string): void {
  w.write(1, `${space === '' ? '' : ' '}${textAt(container, 'name')}:\n`);
  if (status) w.field(2, 'Container ID', textAt(status, 'containerID'));
  w.field(2, 'Image', textAt(container, 'image'));
  if (status) w.field(2, 'Image ID', textAt(status, 'imageID'));
  const ports = listAt(container, 'ports');
  const say = (title: string, key: string): void => {
    const text = ports.map((p) => `${numberAt(p, key)}/${textAt(p, 'protocol')}`).join(', ');
    w.field(2, text.includes(',') ? `${title}s` : title, text || '<none>');
  };
  say('Port', 'containerPort');
  say('Host Port', 'hostPort');
  const seccomp = textAt(container, 'securityContext', 'seccompProfile', 'type');
  if (seccomp) w.field(2, 'SeccompProfile', seccomp);
}

function command(w: Writer, container: JsonObject): void {
  for (const [title, key] of [
    ['Command', 'command'],
    ['Args', 'args'],
  ] as const) {
    const words = (container[key] as string[] | undefined) ?? [];
    if (words.length > 0) w.write(2, `${title}:\n`);
    for (const word of words) for (const line of word.split('\n')) w.write(3, `${line}\n`);
  }
}

function state(w: Writer, status: JsonObject): void {
  one(w, 'State', at(status, 'state') as JsonObject | undefined);
  if (at(status, 'lastState', 'terminated')) one(w, 'Last State', at(status, 'lastState') as JsonObject);
  w.field(2, 'Ready', status['ready'] ? 'True' : 'False');
  w.field(2, 'Restart Count', numberAt(status, 'restartCount'));
}

function one(w: Writer, title: string, s: JsonObject | undefined): void {
  if (s?.['running']) {
    w.field(2, title, 'Running');
    w.field(3, 'Started', rfc1123z(at(s, 'running', 'startedAt')));
  } else if (s?.['terminated']) {
    const ended = s['terminated'];
    w.field(2, title, 'Terminated');
    if (textAt(ended, 'reason')) w.field(3, 'Reason', textAt(ended, 'reason'));
    if (textAt(ended, 'message')) w.field(3, 'Message', textAt(ended, 'message'));
    w.field(3, 'Exit Code', numberAt(ended, 'exitCode'));
    if (numberAt(ended, 'signal') > 0) w.field(3, 'Signal', numberAt(ended, 'signal'));
    w.field(3, 'Started', rfc1123z(at(ended, 'startedAt')));
    w.field(3, 'Finished', rfc1123z(at(ended, 'finishedAt')));
  } else {
    w.field(2, title, 'Waiting');
    const reason = textAt(s, 'waiting', 'reason');
    if (reason) w.field(3, 'Reason', reason);
  }
}

function resources(w: Writer, container: JsonObject): void {
  for (const [title, key] of [
    ['Limits', 'limits'],
    ['Requests', 'requests'],
  ] as const) {
    const map = mapAt(container, 'resources', key);
    const names = Object.keys(map).sort();
    if (names.length > 0) w.write(2, `${title}:\n`);
    for (const name of names) w.field(3, name, canonicalQuantity(map[name]!));
  }
}

function probes(w: Writer, container: JsonObject): void {
  for (const [title, key] of [
    ['Liveness', 'livenessProbe'],
    ['Readiness', 'readinessProbe'],
    ['Startup', 'startupProbe'],
  ] as const) {
    const probe = container[key] as JsonObject | undefined;
    if (probe) w.field(2, title, probeText(probe));
  }
}

/** Models: DescribeProbe. */
function probeText(probe: JsonObject): string {
  const n = (key: string): number => numberAt(probe, key);
  const attributes = `delay=${n('initialDelaySeconds')}s timeout=${n('timeoutSeconds')}s period=${n('periodSeconds')}s #success=${n('successThreshold')} #failure=${n('failureThreshold')}`;
  if (probe['exec'])
    return `exec [${((at(probe, 'exec', 'command') as string[] | undefined) ?? []).join(' ')}] ${attributes}`;
  if (probe['httpGet']) {
    const path = textAt(probe, 'httpGet', 'path');
    const url = `${textAt(probe, 'httpGet', 'scheme').toLowerCase()}://${textAt(probe, 'httpGet', 'host')}:${textAt(probe, 'httpGet', 'port')}`;
    return `http-get ${url}${path !== '' && !path.startsWith('/') ? '/' : ''}${path} ${attributes}`;
  }
  if (probe['tcpSocket'])
    return `tcp-socket ${textAt(probe, 'tcpSocket', 'host')}:${textAt(probe, 'tcpSocket', 'port')} ${attributes}`;
  if (probe['grpc'])
    return `grpc <pod>:${numberAt(probe, 'grpc', 'port')} ${textAt(probe, 'grpc', 'service')} ${attributes}`;
  return `unknown ${attributes}`;
}

function envFrom(w: Writer, container: JsonObject): void {
  w.write(2, 'Environment Variables from:\n');
  for (const source of listAt(container, 'envFrom')) {
    const key = source['configMapRef'] ? 'configMapRef' : 'secretRef';
    const prefix = textAt(source, 'prefix');
    const from = `${key === 'configMapRef' ? 'ConfigMap' : 'Secret'}${prefix ? ` with prefix '${prefix}'` : ''}`;
    w.write(3, `${textAt(source, key, 'name')}\t${from}\tOptional: ${at(source, key, 'optional') === true}\n`);
  }
}

function env(w: Writer, container: JsonObject, pod: Obj | undefined): void {
  const list = listAt(container, 'env');
  w.write(2, `Environment:${list.length === 0 ? '\t<none>' : ''}\n`);
  for (const entry of list) {
    const name = textAt(entry, 'name');
    const from = entry['valueFrom'] as JsonObject | undefined;
    if (!from) {
      textAt(entry, 'value')
        .split('\n')
        .forEach((line, i) => w.write(3, i === 0 ? `${name}:\t${line}\n` : `\t${line}\n`));
    } else if (from['fieldRef']) {
      const path = textAt(from, 'fieldRef', 'fieldPath');
      w.write(3, `${name}:\t${pod ? fieldValue(pod, path) : ''} (${textAt(from, 'fieldRef', 'apiVersion')}:${path})\n`);
    } else if (from['resourceFieldRef']) {
      const resource = textAt(from, 'resourceFieldRef', 'resource');
      const amount = resourceValue(container, resource, textAt(from, 'resourceFieldRef', 'divisor'));
      w.write(
        3,
        `${name}:\t${amount === '0' && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : amount} (${resource})\n`,
      );
    } else if (from['secretKeyRef']) {
      w.write(
        3,
        `${name}:\t<set to the key '${textAt(from, 'secretKeyRef', 'key')}' in secret '${textAt(from, 'secretKeyRef', 'name')}'>\tOptional: ${at(from, 'secretKeyRef', 'optional') === true}\n`,
      );
    } else if (from['configMapKeyRef']) {
      w.write(
        3,
        `${name}:\t<set to the key '${textAt(from, 'configMapKeyRef', 'key')}' of config map '${textAt(from, 'configMapKeyRef', 'name')}'>\tOptional: ${at(from, 'configMapKeyRef', 'optional') === true}\n`,
      );
    }
  }
}

/** Value of a downward API path; what only the node knows stays empty, as upstream prints it. */
function fieldValue(pod: Obj, path: string): string {
  const key = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (key) return mapAt(pod, 'metadata', key[1]!)[key[2]!] ?? '';
  return ['metadata.name', 'metadata.namespace', 'metadata.uid'].includes(path) ? textAt(pod, ...path.split('.')) : '';
}

/** Cores for cpu and bytes for the rest, over the divisor and rounded up. Models: ExtractContainerResourceValue. */
function resourceValue(container: JsonObject, resource: string, divisor: string): string {
  const [group, name] = resource.split('.') as [string, string];
  const amount = mapAt(container, 'resources', group)[name];
  if (amount === undefined) return '0';
  const by = divisor === '' || divisor === '0' ? '1' : divisor;
  return String(Math.ceil(name === 'cpu' ? milliValue(amount) / milliValue(by) : value(amount) / value(by)));
}

function mounts(w: Writer, container: JsonObject): void {
  const list = [...listAt(container, 'volumeMounts')].sort((a, b) =>
    textAt(a, 'mountPath') < textAt(b, 'mountPath') ? -1 : 1,
  );
  w.write(2, `Mounts:${list.length === 0 ? '\t<none>' : ''}\n`);
  for (const mount of list) {
    const subPath = textAt(mount, 'subPath');
    w.write(
      3,
      `${textAt(mount, 'mountPath')} from ${textAt(mount, 'name')} (${mount['readOnly'] ? 'ro' : 'rw'}${subPath ? `,path=${quote(subPath)}` : ''})\n`,
    );
  }
}
