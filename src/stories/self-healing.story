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
web-766486c5b6-8r8r8   1/1     Running   0          3s
web-766486c5b6-dgrht   1/1     Running   0          3s
web-766486c5b6-w5dh8   1/1     Running   0          3s
# The interesting part starts here.
kubectl delete pod $(pod app=web 0)
----
pod "web-766486c5b6-8r8r8" deleted
trace from=replicaset-controller until=settled
----
3.293s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 2 of 3 Pods exist: 1 more are created.
3.301s apiserver → replicaset-controller              201                         web-766486c5b6-gb7q6 rv=194
3.302s replicaset-controller → apiserver              POST events                 web-766486c5b6.17e000f745c7c69d
3.302s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 2 of 3 Pods exist: 1 more are created.
3.310s apiserver → replicaset-controller              201                         web-766486c5b6.17e000f745c7c69d rv=195
3.310s apiserver → replicaset-controller              200                         web-766486c5b6 rv=196
3.312s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
3.320s apiserver → replicaset-controller              200                         web-766486c5b6 rv=200
4.458s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
4.464s apiserver → replicaset-controller              200                         web-766486c5b6 rv=208
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-766486c5b6-dgrht   1/1     Running   0          4s
web-766486c5b6-gb7q6   1/1     Running   0          1s
web-766486c5b6-w5dh8   1/1     Running   0          4s
