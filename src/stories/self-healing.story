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
web-766486c5b6-6n4vg   1/1     Running   0          2s
web-766486c5b6-g997w   1/1     Running   0          2s
web-766486c5b6-p8csn   1/1     Running   0          2s
# The interesting part starts here.
kubectl delete pod $(pod app=web 0)
----
pod "web-766486c5b6-6n4vg" deleted
trace from=replicaset-controller until=settled
----
2.527s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 2 of 3 Pods exist: 1 more are created.
2.533s apiserver → replicaset-controller              201                         web-766486c5b6-9ldkk rv=232
2.534s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 2 of 3 Pods exist: 1 more are created.
2.541s apiserver → replicaset-controller              200                         web-766486c5b6 rv=234
2.543s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
2.551s apiserver → replicaset-controller              200                         web-766486c5b6 rv=239
3.422s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
3.430s apiserver → replicaset-controller              200                         web-766486c5b6 rv=248
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-766486c5b6-9ldkk   1/1     Running   0          1s
web-766486c5b6-g997w   1/1     Running   0          3s
web-766486c5b6-p8csn   1/1     Running   0          3s
