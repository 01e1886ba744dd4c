# Two people and one Deployment. Server-side apply remembers who set which field: taking over somebody's field is a
# conflict, until it is forced; what its owner no longer applies goes, unless somebody else wants it.
# Source: kubernetes.io/docs/reference/using-api/server-side-apply
cluster seed=7 nodes=2 quiet
file web.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    replicas: 2
    selector:
      matchLabels:
        app: web
    template:
      metadata:
        labels:
          app: web
      spec:
        containers:
          - name: nginx
            image: nginx:1.27
kubectl apply --server-side -f web.yaml
----
deployment.apps/web serverside-applied
settle
# The second person wants five.
file five.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    replicas: 5
kubectl apply --server-side --field-manager=autoscaler -f five.yaml
----
error: Apply failed with 1 conflict: conflict with "kubectl": .spec.replicas
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
(exit 1)
kubectl apply --server-side --field-manager=autoscaler --force-conflicts -f five.yaml
----
deployment.apps/web serverside-applied
settle
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    5/5     5            5           3s
# The first one keeps out of it from now on, …
file web.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    selector:
      matchLabels:
        app: web
    template:
      metadata:
        labels:
          app: web
      spec:
        containers:
          - name: nginx
            image: nginx:1.27
kubectl apply --server-side -f web.yaml
----
deployment.apps/web serverside-applied
kubectl get deployment web -o jsonpath={.spec.replicas}
----
5
# … and each owns what it wants.
kubectl get deployment web --show-managed-fields -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.operation} {.subresource} {.fieldsV1}{"\n"}{end}'
----
\kubectl Apply  {"f:spec":{"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"nginx\"}":{".":{},"f:image":{},"f:name":{}}}}}}}
autoscaler Apply  {"f:spec":{"f:replicas":{}}}
kube-controller-manager Update status {"f:metadata":{"f:annotations":{".":{},"f:deployment.kubernetes.io/revision":{}}},"f:status":{"f:availableReplicas":{},"f:conditions":{".":{},"k:{\"type\":\"Available\"}":{".":{},"f:lastTransitionTime":{},"f:lastUpdateTime":{},"f:message":{},"f:reason":{},"f:status":{},"f:type":{}},"k:{\"type\":\"Progressing\"}":{".":{},"f:lastTransitionTime":{},"f:lastUpdateTime":{},"f:message":{},"f:reason":{},"f:status":{},"f:type":{}}},"f:observedGeneration":{},"f:readyReplicas":{},"f:replicas":{},"f:updatedReplicas":{}}}
# When the second one gives it up too, nobody wants a number: the default is back.
file none.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
kubectl apply --server-side --field-manager=autoscaler -f none.yaml
----
deployment.apps/web serverside-applied
kubectl get deployment web -o jsonpath={.spec.replicas}
----
1
