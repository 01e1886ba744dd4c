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
2.689s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.697s apiserver → replicaset-controller              201                         web-766486c5b6-4vmdg rv=234
2.698s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.698s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.705s apiserver → replicaset-controller              201                         web-766486c5b6-xdtlg rv=236
2.705s apiserver → replicaset-controller              201                         web-766486c5b6-q9vbs rv=237
2.706s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 of 4 Pods exist: 3 more are created.
2.714s apiserver → replicaset-controller              200                         web-766486c5b6 rv=242
2.716s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
2.724s apiserver → replicaset-controller              200                         web-766486c5b6 rv=251
3.646s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
3.652s apiserver → replicaset-controller              200                         web-766486c5b6 rv=259
5.563s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
5.571s apiserver → replicaset-controller              200                         web-766486c5b6 rv=270
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    4/4     4            4           5s
kubectl scale deployment web --replicas=1
----
deployment.apps/web scaled
trace from=replicaset-controller until=settled
----
5.610s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-4vmdg  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.610s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-q9vbs  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.610s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-xdtlg  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.617s apiserver → replicaset-controller              200                         web-766486c5b6-4vmdg rv=276
5.617s apiserver → replicaset-controller              200                         web-766486c5b6-q9vbs rv=277
5.617s apiserver → replicaset-controller              200                         web-766486c5b6-xdtlg rv=278
5.618s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.626s apiserver → replicaset-controller              200                         web-766486c5b6 rv=284
5.628s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 Pods exist and 1 are wanted: nothing to do.
5.636s apiserver → replicaset-controller              200                         web-766486c5b6 rv=286
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    1/1     1            1           5s
