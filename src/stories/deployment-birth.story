# A Deployment is applied and its Pods come to life: everybody acts through the API server, nobody calls anybody else.
# Source: kubernetes.io/docs/concepts/architecture, "What happens when you create a Deployment".
cluster seed=7 nodes=2 quiet
file web.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    replicas: 1
    selector:
      matchLabels:
        app: web
    template:
      metadata:
        labels:
          app: web
      spec:
        containers:
          - name: web
            image: nginx:1.27
apply web.yaml
----
trace until=settled
----
kubectl get deployments,replicasets,pods
----
hash
----
