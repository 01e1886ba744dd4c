import { certificates } from '../../api/certificate-request.ts';
import type { KubeObject, Namespace } from '../../api/types.ts';
import { say, settled, type Controller } from './controller.ts';
import { create, update } from './writes.ts';

const configMapName = 'kube-root-ca.crt';
const description = 'kubernetes.io/description';

/** What stands for the cluster's root certificate where there is no authority; nothing in the model verifies it. */
const placeholder = '-----BEGIN CERTIFICATE-----\nMIIBwheelhouseRootCA\n-----END CERTIFICATE-----\n';

interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
}

/**
 * Publishes the cluster's certificate authority in every namespace, where Pods find it next to their token.
 * Models: kubernetes pkg/controller/certificates/rootcacertpublisher/publisher.go.
 */
export const rootCaController: Controller = {
  name: 'root-ca-certificate-publisher-controller',
  account: 'root-ca-cert-publisher',
  workers: 1,
  watches: {
    namespaces: ({ type, key }) => (type === 'deleted' ? undefined : key),
    configmaps: ({ object }) => (object.metadata.name === configMapName ? object.metadata.namespace : undefined),
  },
  reconcile(namespace, view) {
    const certificateText = certificates.authority?.certificate ?? placeholder;
    const found = view.get<Namespace>('namespaces', namespace);
    if (!found || found.status.phase !== 'Active') return settled(say('namespace.gone', { namespace }));
    const current = view.get<ConfigMap>('configmaps', `${namespace}/${configMapName}`);
    const data = { 'ca.crt': certificateText };
    const annotations = {
      [description]:
        'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
    };
    if (!current) {
      const configMap = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: configMapName, namespace, annotations },
        data,
      };
      return { requests: [create('configmaps', namespace, configMap)], because: say('rootca.missing', { namespace }) };
    }
    const keys = Object.keys(current.data ?? {});
    if (
      keys.length === 1 &&
      current.data!['ca.crt'] === certificateText &&
      current.metadata.annotations?.[description]
    ) {
      return settled(say('rootca.exists', { namespace }));
    }
    const metadata = { ...current.metadata, annotations: { ...current.metadata.annotations, ...annotations } };
    return {
      requests: [update('configmaps', { ...current, metadata, data })],
      because: say('rootca.changed', { namespace }),
    };
  },
};
