# A request larger than any node: the scheduler says of every node why not, and the Pod waits until something changes.
# Source: kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler
cluster seed=7 nodes=2 quiet
file big.yaml
  apiVersion: v1
  kind: Pod
  metadata:
    name: big
  spec:
    containers:
      - name: big
        image: nginx:1.27
        resources:
          requests:
            cpu: "64"
apply big.yaml
----
trace until=5s
----
kubectl get pod big
----
kubectl describe pod big
----
