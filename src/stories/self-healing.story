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
web-766486c5b6-8r8r8   1/1     Running   0          2s
web-766486c5b6-dgrht   1/1     Running   0          2s
web-766486c5b6-w5dh8   1/1     Running   0          2s
# The interesting part starts here.
kubectl delete pod $(pod app=web 0)
----
pod "web-766486c5b6-8r8r8" deleted
trace from=replicaset-controller until=settled
----
2.491s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 2 of 3 Pods exist: 1 more are created.
2.499s apiserver → replicaset-controller              201                         web-766486c5b6-q6mxg rv=197
2.500s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 2 of 3 Pods exist: 1 more are created.
2.508s apiserver → replicaset-controller              200                         web-766486c5b6 rv=199
2.510s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
2.517s apiserver → replicaset-controller              200                         web-766486c5b6 rv=204
3.266s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 3 Pods exist and 3 are wanted: nothing to do.
3.273s apiserver → replicaset-controller              200                         web-766486c5b6 rv=213
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-766486c5b6-dgrht   1/1     Running   0          3s
web-766486c5b6-q6mxg   1/1     Running   0          1s
web-766486c5b6-w5dh8   1/1     Running   0          3s
