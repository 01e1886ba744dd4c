# The classical eleven steps from a ReplicaSet to a running Pod, in order.
cluster seed=7 nodes=2 quiet
file hello-rs.yaml
  apiVersion: apps/v1
  kind: ReplicaSet
  metadata:
    name: hello
  spec:
    replicas: 1
    selector:
      matchLabels:
        app: hello
    template:
      metadata:
        labels:
          app: hello
      spec:
        containers:
          - name: hello
            image: hello:v1
apply hello-rs.yaml
----
trace until=settled
----
