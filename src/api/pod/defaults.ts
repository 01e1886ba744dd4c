import { roundUpToMilli } from './resources.ts';
import type { Container, PodSpec, Probe } from '../types.ts';

/**
 * Defaults of a Pod's spec, as the server fills them before admission.
 * Models: pkg/apis/core/v1/defaults.go and zz_generated.defaults.go. All functions change their argument.
 */
type Fields = Record<string, unknown>;

/** Time a Pod gets to stop, in seconds. Source: core/v1 PodSpec.terminationGracePeriodSeconds. */
export const terminationGraceSeconds = 30;

/** Fills the spec of a Pod or of a template. */
export function defaultPodSpec(spec: PodSpec): void {
  spec.dnsPolicy ??= 'ClusterFirst';
  spec.restartPolicy ??= 'Always';
  spec.terminationGracePeriodSeconds ??= terminationGraceSeconds;
  spec['securityContext'] ??= {};
  spec.schedulerName ??= 'default-scheduler';
  // The deprecated name follows the current one.
  if (spec.serviceAccountName === undefined && spec.serviceAccount) spec.serviceAccountName = spec.serviceAccount;
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  else delete spec.serviceAccount;
  if (spec.containers) for (const container of spec.containers) defaultContainer(container);
  if (spec.initContainers) for (const container of spec.initContainers) defaultContainer(container);
  const ephemeral = spec['ephemeralContainers'] as Container[] | undefined;
  if (ephemeral) for (const container of ephemeral) defaultContainer(container);
  if (spec.volumes) for (const volume of spec.volumes) defaultVolume(volume);
}

/** Only Pods, not templates, get these. Models: SetDefaults_Pod. */
export function defaultPod(spec: PodSpec): void {
  spec.enableServiceLinks ??= true;
  if (spec.hostNetwork) {
    for (const list of [spec.containers, spec.initContainers])
      for (const container of list ?? [])
        for (const port of container.ports ?? []) if (!port.hostPort) port.hostPort = port.containerPort;
  }
  for (const list of [spec.containers, spec.initContainers]) {
    for (const container of list ?? []) {
      const { limits } = container.resources;
      if (!limits) continue;
      const requests = (container.resources.requests ??= {});
      for (const name in limits) requests[name] ??= limits[name]!;
    }
  }
}

function defaultContainer(container: Container): void {
  container.imagePullPolicy ??= pullPolicyOf(container.image ?? '');
  container.terminationMessagePath ??= '/dev/termination-log';
  container.terminationMessagePolicy ??= 'File';
  const resources = (container.resources ??= {});
  roundUpToMilli(resources.limits);
  roundUpToMilli(resources.requests);
  if (container.ports) for (const port of container.ports) port.protocol ??= 'TCP';
  if (container.env) {
    for (const variable of container.env) {
      const field = variable.valueFrom?.['fieldRef'] as Fields | undefined;
      if (field) field['apiVersion'] ??= 'v1';
    }
  }
  if (container.livenessProbe) defaultProbe(container.livenessProbe);
  if (container.readinessProbe) defaultProbe(container.readinessProbe);
  if (container.startupProbe) defaultProbe(container.startupProbe);
  if (container.lifecycle) {
    defaultHandler(container.lifecycle.postStart as Fields | undefined);
    defaultHandler(container.lifecycle.preStop as Fields | undefined);
  }
}

const imageName =
  /^(?:[A-Za-z0-9](?:[-A-Za-z0-9.]*[A-Za-z0-9])?(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?$/;

/** `Always` for the tag `latest` or none. Models: SetDefaults_Container; a digest wins over a missing tag. */
function pullPolicyOf(image: string): Container['imagePullPolicy'] {
  // A digest fixes the image; a text that is no image name has no tag either.
  if (image.includes('@') || !imageName.test(image)) return 'IfNotPresent';
  const colon = image.lastIndexOf(':');
  if (colon < 0 || image.indexOf('/', colon) >= 0) return 'Always';
  return image.slice(colon + 1) === 'latest' ? 'Always' : 'IfNotPresent';
}

function defaultProbe(probe: Probe): void {
  probe.timeoutSeconds ??= 1;
  probe.periodSeconds ??= 10;
  probe.successThreshold ??= 1;
  probe.failureThreshold ??= 3;
  defaultHandler(probe as unknown as Fields);
}

function defaultHandler(handler: Fields | undefined): void {
  const http = handler?.['httpGet'] as Fields | undefined;
  if (http) {
    http['path'] ??= '/';
    http['scheme'] ??= 'HTTP';
  }
  const grpc = handler?.['grpc'] as Fields | undefined;
  if (grpc) grpc['service'] ??= '';
}

/** 0644. */
const fileMode = 420;

function defaultVolume(volume: Fields): void {
  let hasSource = false;
  for (const key in volume) if (key !== 'name') hasSource = true;
  if (!hasSource) volume['emptyDir'] = {};
  for (const key of ['secret', 'configMap', 'projected', 'downwardAPI']) {
    const source = volume[key] as Fields | undefined;
    if (!source) continue;
    source['defaultMode'] ??= fileMode;
    if (key === 'downwardAPI') defaultFieldRefs(source);
    if (key === 'projected') {
      for (const projection of (source['sources'] as Fields[] | undefined) ?? []) {
        defaultFieldRefs(projection['downwardAPI'] as Fields | undefined);
        const token = projection['serviceAccountToken'] as Fields | undefined;
        if (token) token['expirationSeconds'] ??= 3600;
      }
    }
  }
  const hostPath = volume['hostPath'] as Fields | undefined;
  if (hostPath) hostPath['type'] ??= '';
  const claim = (volume['ephemeral'] as Fields | undefined)?.['volumeClaimTemplate'] as Fields | undefined;
  const claimSpec = claim?.['spec'] as Fields | undefined;
  if (claimSpec) claimSpec['volumeMode'] ??= 'Filesystem';
  const iscsi = volume['iscsi'] as Fields | undefined;
  if (iscsi) iscsi['iscsiInterface'] ??= 'default';
  const rbd = volume['rbd'] as Fields | undefined;
  if (rbd) {
    rbd['pool'] ??= 'rbd';
    rbd['user'] ??= 'admin';
    rbd['keyring'] ??= '/etc/ceph/keyring';
  }
  const azure = volume['azureDisk'] as Fields | undefined;
  if (azure) {
    azure['cachingMode'] ??= 'ReadWrite';
    azure['kind'] ??= 'Shared';
    azure['fsType'] ??= 'ext4';
    azure['readOnly'] ??= false;
  }
  const scaleIo = volume['scaleIO'] as Fields | undefined;
  if (scaleIo) {
    scaleIo['storageMode'] ??= 'ThinProvisioned';
    scaleIo['fsType'] ??= 'xfs';
  }
}

function defaultFieldRefs(source: Fields | undefined): void {
  for (const item of (source?.['items'] as Fields[] | undefined) ?? []) {
    const field = item['fieldRef'] as Fields | undefined;
    if (field) field['apiVersion'] ??= 'v1';
  }
}
