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
web-766486c5b6-k8v6b   1/1     Running   0          2s
web-766486c5b6-sllxg   1/1     Running   0          2s
web-766486c5b6-xtz6p   1/1     Running   0          2s
# The interesting part starts here.
kubectl delete pod $(pod app=web 0)
----
pod "web-766486c5b6-k8v6b" deleted
trace from=replicaset-controller until=settled
----
2.986s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 2 of 3 Pods exist: 1 more are created.
2.994s apiserver → replicaset-controller              201                         web-766486c5b6-8qdss rv=233
2.995s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 2 of 3 Pods exist: 1 more are created.
3.003s apiserver → replicaset-controller              200                         web-766486c5b6 rv=235
3.005s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
3.013s apiserver → replicaset-controller              200                         web-766486c5b6 rv=240
3.508s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
3.516s apiserver → replicaset-controller              200                         web-766486c5b6 rv=249
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-766486c5b6-8qdss   1/1     Running   0          1s
web-766486c5b6-sllxg   1/1     Running   0          3s
web-766486c5b6-xtz6p   1/1     Running   0          3s
