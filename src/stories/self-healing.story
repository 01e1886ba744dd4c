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
web-766486c5b6-7htbz   1/1     Running   0          2s
web-766486c5b6-l5gtb   1/1     Running   0          2s
web-766486c5b6-x4ldd   1/1     Running   0          2s
# The interesting part starts here.
kubectl delete pod $(pod app=web 0)
----
pod "web-766486c5b6-7htbz" deleted
trace from=replicaset-controller until=settled
----
2.678s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 2 of 3 Pods exist: 1 more are created.
2.686s apiserver → replicaset-controller              201                         web-766486c5b6-hlm4z rv=254
2.687s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 2 of 3 Pods exist: 1 more are created.
2.695s apiserver → replicaset-controller              200                         web-766486c5b6 rv=256
2.697s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
2.705s apiserver → replicaset-controller              200                         web-766486c5b6 rv=261
3.565s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
3.572s apiserver → replicaset-controller              200                         web-766486c5b6 rv=270
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-766486c5b6-hlm4z   1/1     Running   0          1s
web-766486c5b6-l5gtb   1/1     Running   0          3s
web-766486c5b6-x4ldd   1/1     Running   0          3s
