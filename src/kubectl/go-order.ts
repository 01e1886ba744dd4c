import { byBytes, goJson } from './text/go.ts';

/**
 * Names of fields in an order that agrees with the Go structs kubectl makes and reads objects with: encoding/json writes
 * fields as they are declared, where other JSON has the order of the alphabet. Source: k8s.io/api, clientcmd/api/v1.
 */
const order =
  'kind apiVersion-of-object apiGroup kind-of-role preferences clusters users contexts current-context server tls-server-name insecure-skip-tls-verify certificate-authority certificate-authority-data client-certificate client-certificate-data client-key client-key-data token username password name key operator apiVersion cluster user context metadata generateName namespace uid resourceVersion generation creationTimestamp immutable value valueFrom globalDefault description labels annotations ownerReferences finalizers managedFields data binaryData stringData optional effect tolerationSeconds involvedObject source component ' +
  'spec subjects roleRef verbs apiGroups resources resourceNames nonResourceURLs rules-of-role aggregationRule ingressClassName defaultBackend tls hosts secretName rules host http paths audiences expirationSeconds boundObjectRef path pathType backend service ' +
  'schedule timeZone concurrencyPolicy parallelism completions backoffLimit hard scopes scaleTargetRef minReplicas maxReplicas targetCPUUtilizationPercentage metrics minAvailable replicas matchLabels matchExpressions ' +
  'sources defaultMode readOnly mountPath volumes initContainers containers image command args workingDir hostPort containerPort protocol ports port number targetPort nodePort envFrom env resources-of-container limits requests volumeMounts livenessProbe readinessProbe httpGet timeoutSeconds periodSeconds successThreshold failureThreshold terminationMessagePath terminationMessagePolicy imagePullPolicy ephemeralContainers restartPolicy terminationGracePeriodSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount nodeName securityContext schedulerName tolerations priority enableServiceLinks preemptionPolicy ' +
  'selector manualSelector maxUnavailable maxSurge template completionMode suspend podReplacementPolicy jobTemplate strategy minReadySeconds revisionHistoryLimit progressDeadlineSeconds clusterIP clusterIPs type rollingUpdate externalIPs sessionAffinity loadBalancerIP externalName sessionAffinityConfig ipFamilies ipFamilyPolicy internalTrafficPolicy status observedGeneration lastUpdateTime lastTransitionTime reason message updatedReplicas readyReplicas availableReplicas unavailableReplicas phase conditions loadBalancer currentReplicas desiredReplicas currentMetrics disruptionsAllowed currentHealthy desiredHealthy expectedPods qosClass';
const rank = new Map(order.split(' ').map((name, i) => [name, i]));
/** These hold what people name, and Go sorts maps. */
const maps = new Set([
  'labels',
  'annotations',
  'data',
  'binaryData',
  'matchLabels',
  'limits',
  'requests',
  'hard',
  'nodeSelector',
]);
const last = rank.size;
/** Fields that share a name with others and stand elsewhere: by their owner ('' = the object itself). */
const sameName: Readonly<Record<string, string>> = {
  '.apiVersion': 'apiVersion-of-object',
  'status.replicas': 'lastTransitionTime',
  '.rules': 'rules-of-role',
  'roleRef.kind': 'kind-of-role',
  'containers.resources': 'resources-of-container',
  'initContainers.resources': 'resources-of-container',
};

/** JSON of an object that kubectl holds in a Go struct, as far as the order of its fields is known. */
export const structJson = (value: unknown, indent = ''): string =>
  goJson(value, indent, true, (owner) => {
    if (maps.has(owner)) return byBytes;
    const place = (key: string): number => rank.get(sameName[`${owner}.${key}`] ?? key) ?? last;
    return (a, b) => place(a) - place(b) || byBytes(a, b);
  });
