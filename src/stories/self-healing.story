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
web-766486c5b6-9l4js   1/1     Running   0          3s
web-766486c5b6-9w95x   1/1     Running   0          3s
web-766486c5b6-b456k   1/1     Running   0          3s
# The interesting part starts here.
kubectl delete pod $(pod app=web 0)
----
pod "web-766486c5b6-9l4js" deleted
trace from=replicaset-controller until=settled
----
3.074s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 2 of 3 Pods exist: 1 more are created.
3.082s apiserver → replicaset-controller              201                         web-766486c5b6-fhs4z rv=231
3.083s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 2 of 3 Pods exist: 1 more are created.
3.091s apiserver → replicaset-controller              200                         web-766486c5b6 rv=233
3.093s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
3.101s apiserver → replicaset-controller              200                         web-766486c5b6 rv=238
3.743s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
3.751s apiserver → replicaset-controller              200                         web-766486c5b6 rv=247
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-766486c5b6-9w95x   1/1     Running   0          3s
web-766486c5b6-b456k   1/1     Running   0          3s
web-766486c5b6-fhs4z   1/1     Running   0          0s
