# A deleted Pod comes back: the ReplicaSet sees one missing and creates one.
# Source: kubernetes.io/docs/concepts/workloads/controllers/replicaset
cluster seed=7 nodes=2 quiet
kubectl create deployment web --image=nginx:1.27 --replicas=3
----
deployment.apps/web created
settle
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-766486c5b6-25bm7   1/1     Running   0          2s
web-766486c5b6-7p4pl   1/1     Running   0          2s
web-766486c5b6-qtlhx   1/1     Running   0          2s
# The interesting part starts here.
kubectl delete pod $(pod app=web 0)
----
pod "web-766486c5b6-25bm7" deleted
trace from=replicaset-controller until=settled
----
2.625s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 2 of 3 Pods exist: 1 more are created.
2.633s apiserver → replicaset-controller              201                         web-766486c5b6-qndhl rv=255
2.634s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 2 of 3 Pods exist: 1 more are created.
2.642s apiserver → replicaset-controller              200                         web-766486c5b6 rv=257
2.644s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
2.651s apiserver → replicaset-controller              200                         web-766486c5b6 rv=262
3.523s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
3.529s apiserver → replicaset-controller              200                         web-766486c5b6 rv=271
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-766486c5b6-7p4pl   1/1     Running   0          3s
web-766486c5b6-qndhl   1/1     Running   0          1s
web-766486c5b6-qtlhx   1/1     Running   0          3s
