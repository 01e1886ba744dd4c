# A deleted Pod comes back: the ReplicaSet sees one missing and creates one.
# Source: kubernetes.io/docs/concepts/workloads/controllers/replicaset
cluster seed=7 nodes=2 quiet
kubectl create deployment web --image=nginx:1.27 --replicas=3
----
settle
kubectl get pods
----
# The interesting part starts here.
kubectl delete pod $(pod app=web 0)
----
trace from=replicaset-controller until=settled
----
kubectl get pods
----
