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
3.207s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
3.214s apiserver → replicaset-controller              201                         web-766486c5b6-gb6t9 rv=177
3.215s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
3.215s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
3.221s apiserver → replicaset-controller              201                         web-766486c5b6-svhsl rv=179
3.223s apiserver → replicaset-controller              201                         web-766486c5b6-c6ndr rv=180
3.224s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 of 4 Pods exist: 3 more are created.
3.232s apiserver → replicaset-controller              200                         web-766486c5b6 rv=186
3.234s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
3.241s apiserver → replicaset-controller              200                         web-766486c5b6 rv=194
4.169s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
4.175s apiserver → replicaset-controller              200                         web-766486c5b6 rv=202
6.373s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
6.381s apiserver → replicaset-controller              200                         web-766486c5b6 rv=213
6.383s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
6.391s apiserver → replicaset-controller              200                         web-766486c5b6 rv=215
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    4/4     4            4           6s
kubectl scale deployment web --replicas=1
----
deployment.apps/web scaled
trace from=replicaset-controller until=settled
----
6.430s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-gb6t9  because 4 Pods exist but only 1 are wanted: 3 are deleted.
6.430s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-c6ndr  because 4 Pods exist but only 1 are wanted: 3 are deleted.
6.430s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-5zgmh  because 4 Pods exist but only 1 are wanted: 3 are deleted.
6.437s apiserver → replicaset-controller              200                         web-766486c5b6-gb6t9 rv=221
6.438s apiserver → replicaset-controller              200                         web-766486c5b6-c6ndr rv=222
6.438s apiserver → replicaset-controller              200                         web-766486c5b6-5zgmh rv=223
6.439s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist but only 1 are wanted: 3 are deleted.
6.447s apiserver → replicaset-controller              200                         web-766486c5b6 rv=229
6.449s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 Pods exist and 1 are wanted: nothing to do.
6.456s apiserver → replicaset-controller              200                         web-766486c5b6 rv=231
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    1/1     1            1           6s
