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
2.306s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.313s apiserver → replicaset-controller              201                         web-766486c5b6-j8mn5 rv=177
2.314s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.314s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.322s apiserver → replicaset-controller              201                         web-766486c5b6-lcxpf rv=179
2.322s apiserver → replicaset-controller              201                         web-766486c5b6-9t2vv rv=180
2.323s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 of 4 Pods exist: 3 more are created.
2.331s apiserver → replicaset-controller              200                         web-766486c5b6 rv=185
2.333s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
2.341s apiserver → replicaset-controller              200                         web-766486c5b6 rv=194
3.264s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
3.272s apiserver → replicaset-controller              200                         web-766486c5b6 rv=202
5.458s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
5.465s apiserver → replicaset-controller              200                         web-766486c5b6 rv=212
5.467s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
5.475s apiserver → replicaset-controller              200                         web-766486c5b6 rv=214
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    4/4     4            4           5s
kubectl scale deployment web --replicas=1
----
deployment.apps/web scaled
trace from=replicaset-controller until=settled
----
5.514s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-j8mn5  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.514s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-lcxpf  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.514s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-w5dh8  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.521s apiserver → replicaset-controller              200                         web-766486c5b6-j8mn5 rv=220
5.521s apiserver → replicaset-controller              200                         web-766486c5b6-lcxpf rv=221
5.521s apiserver → replicaset-controller              200                         web-766486c5b6-w5dh8 rv=222
5.522s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.530s apiserver → replicaset-controller              200                         web-766486c5b6 rv=228
5.532s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 Pods exist and 1 are wanted: nothing to do.
5.538s apiserver → replicaset-controller              200                         web-766486c5b6 rv=230
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    1/1     1            1           5s
