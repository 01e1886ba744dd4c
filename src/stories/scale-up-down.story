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
2.464s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.470s apiserver → replicaset-controller              201                         web-766486c5b6-q498b rv=212
2.471s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.471s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.479s apiserver → replicaset-controller              201                         web-766486c5b6-kfjvh rv=214
2.479s apiserver → replicaset-controller              201                         web-766486c5b6-d48l5 rv=215
2.480s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 of 4 Pods exist: 3 more are created.
2.488s apiserver → replicaset-controller              200                         web-766486c5b6 rv=220
2.490s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
2.497s apiserver → replicaset-controller              200                         web-766486c5b6 rv=227
3.420s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
3.426s apiserver → replicaset-controller              200                         web-766486c5b6 rv=237
5.494s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
5.502s apiserver → replicaset-controller              200                         web-766486c5b6 rv=249
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    4/4     4            4           5s
kubectl scale deployment web --replicas=1
----
deployment.apps/web scaled
trace from=replicaset-controller until=settled
----
5.542s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-q498b  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.542s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-d48l5  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.542s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-kfjvh  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.550s apiserver → replicaset-controller              200                         web-766486c5b6-q498b rv=255
5.550s apiserver → replicaset-controller              200                         web-766486c5b6-d48l5 rv=256
5.550s apiserver → replicaset-controller              200                         web-766486c5b6-kfjvh rv=257
5.551s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.559s apiserver → replicaset-controller              200                         web-766486c5b6 rv=263
5.561s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 Pods exist and 1 are wanted: nothing to do.
5.567s apiserver → replicaset-controller              200                         web-766486c5b6 rv=265
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    1/1     1            1           5s
