# More and fewer replicas: what is missing is created, what is too much is deleted.
cluster seed=7 nodes=2 quiet
kubectl create deployment web --image=nginx:1.27
----
deployment.apps/web created
settle
kubectl scale deployment web --replicas=4
----
deployment.apps/web scaled
trace from=replicaset-controller until=settled
----
2.997s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
3.005s apiserver → replicaset-controller              201                         web-766486c5b6-9tnhb rv=213
3.006s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
3.006s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
3.013s apiserver → replicaset-controller              201                         web-766486c5b6-8bpd4 rv=216
3.014s apiserver → replicaset-controller              201                         web-766486c5b6-g5j4r rv=217
3.015s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 of 4 Pods exist: 3 more are created.
3.022s apiserver → replicaset-controller              200                         web-766486c5b6 rv=221
3.024s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
3.032s apiserver → replicaset-controller              200                         web-766486c5b6 rv=228
3.953s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
3.960s apiserver → replicaset-controller              200                         web-766486c5b6 rv=238
5.509s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
5.517s apiserver → replicaset-controller              200                         web-766486c5b6 rv=248
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    4/4     4            4           5s
kubectl scale deployment web --replicas=1
----
deployment.apps/web scaled
trace from=replicaset-controller until=settled
----
5.556s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-8bpd4  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.556s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-9tnhb  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.556s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-g5j4r  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.564s apiserver → replicaset-controller              200                         web-766486c5b6-8bpd4 rv=254
5.564s apiserver → replicaset-controller              200                         web-766486c5b6-9tnhb rv=255
5.564s apiserver → replicaset-controller              200                         web-766486c5b6-g5j4r rv=256
5.565s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.573s apiserver → replicaset-controller              200                         web-766486c5b6 rv=262
5.575s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 Pods exist and 1 are wanted: nothing to do.
5.583s apiserver → replicaset-controller              200                         web-766486c5b6 rv=264
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    1/1     1            1           5s
