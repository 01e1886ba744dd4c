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
2.779s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.786s apiserver → replicaset-controller              201                         web-766486c5b6-gscpl rv=211
2.787s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.787s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.794s apiserver → replicaset-controller              201                         web-766486c5b6-flzmz rv=213
2.795s apiserver → replicaset-controller              201                         web-766486c5b6-szkjh rv=214
2.796s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 of 4 Pods exist: 3 more are created.
2.804s apiserver → replicaset-controller              200                         web-766486c5b6 rv=219
2.806s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
2.813s apiserver → replicaset-controller              200                         web-766486c5b6 rv=228
3.743s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
3.751s apiserver → replicaset-controller              200                         web-766486c5b6 rv=236
5.042s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
5.049s apiserver → replicaset-controller              200                         web-766486c5b6 rv=244
6.043s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
6.051s apiserver → replicaset-controller              200                         web-766486c5b6 rv=248
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    4/4     4            4           6s
kubectl scale deployment web --replicas=1
----
deployment.apps/web scaled
trace from=replicaset-controller until=settled
----
6.092s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-szkjh  because 4 Pods exist but only 1 are wanted: 3 are deleted.
6.092s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-gscpl  because 4 Pods exist but only 1 are wanted: 3 are deleted.
6.092s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-9w95x  because 4 Pods exist but only 1 are wanted: 3 are deleted.
6.099s apiserver → replicaset-controller              200                         web-766486c5b6-szkjh rv=254
6.099s apiserver → replicaset-controller              200                         web-766486c5b6-gscpl rv=255
6.099s apiserver → replicaset-controller              200                         web-766486c5b6-9w95x rv=256
6.100s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist but only 1 are wanted: 3 are deleted.
6.108s apiserver → replicaset-controller              200                         web-766486c5b6 rv=262
6.110s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 Pods exist and 1 are wanted: nothing to do.
6.117s apiserver → replicaset-controller              200                         web-766486c5b6 rv=264
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    1/1     1            1           6s
