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
web-766486c5b6-9jv8b   1/1     Running   0          3s
web-766486c5b6-dgdgr   1/1     Running   0          3s
web-766486c5b6-np5mb   1/1     Running   0          3s
# The interesting part starts here.
kubectl delete pod $(pod app=web 0)
----
pod "web-766486c5b6-9jv8b" deleted
trace from=replicaset-controller until=settled
----
3.262s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 2 of 3 Pods exist: 1 more are created.
3.268s apiserver → replicaset-controller              201                         web-766486c5b6-nw82g rv=205
3.269s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 2 of 3 Pods exist: 1 more are created.
3.276s apiserver → replicaset-controller              200                         web-766486c5b6 rv=207
3.278s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
3.285s apiserver → replicaset-controller              200                         web-766486c5b6 rv=212
3.641s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
3.649s apiserver → replicaset-controller              200                         web-766486c5b6 rv=221
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-766486c5b6-dgdgr   1/1     Running   0          3s
web-766486c5b6-np5mb   1/1     Running   0          3s
web-766486c5b6-nw82g   1/1     Running   0          0s
