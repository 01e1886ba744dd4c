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
web-766486c5b6-5zgmh   1/1     Running   0          3s
web-766486c5b6-8667r   1/1     Running   0          3s
web-766486c5b6-p5mb5   1/1     Running   0          3s
# The interesting part starts here.
kubectl delete pod $(pod app=web 0)
----
pod "web-766486c5b6-5zgmh" deleted
trace from=replicaset-controller until=settled
----
3.203s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 2 of 3 Pods exist: 1 more are created.
3.209s apiserver → replicaset-controller              201                         web-766486c5b6-wxv75 rv=197
3.210s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 2 of 3 Pods exist: 1 more are created.
3.217s apiserver → replicaset-controller              200                         web-766486c5b6 rv=199
3.219s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
3.226s apiserver → replicaset-controller              200                         web-766486c5b6 rv=204
4.375s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
4.382s apiserver → replicaset-controller              200                         web-766486c5b6 rv=215
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-766486c5b6-8667r   1/1     Running   0          4s
web-766486c5b6-p5mb5   1/1     Running   0          4s
web-766486c5b6-wxv75   1/1     Running   0          1s
