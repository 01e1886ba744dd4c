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
2.635s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.641s apiserver → replicaset-controller              201                         web-766486c5b6-sk24v rv=235
2.642s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.642s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.649s apiserver → replicaset-controller              201                         web-766486c5b6-4qsxd rv=237
2.649s apiserver → replicaset-controller              201                         web-766486c5b6-9kdq9 rv=238
2.650s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 of 4 Pods exist: 3 more are created.
2.656s apiserver → replicaset-controller              200                         web-766486c5b6 rv=243
2.658s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
2.665s apiserver → replicaset-controller              200                         web-766486c5b6 rv=248
3.591s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
3.598s apiserver → replicaset-controller              200                         web-766486c5b6 rv=260
5.524s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
5.530s apiserver → replicaset-controller              200                         web-766486c5b6 rv=270
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    4/4     4            4           5s
kubectl scale deployment web --replicas=1
----
deployment.apps/web scaled
trace from=replicaset-controller until=settled
----
5.566s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-sk24v  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.566s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-4qsxd  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.566s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-9kdq9  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.574s apiserver → replicaset-controller              200                         web-766486c5b6-sk24v rv=276
5.574s apiserver → replicaset-controller              200                         web-766486c5b6-4qsxd rv=277
5.574s apiserver → replicaset-controller              200                         web-766486c5b6-9kdq9 rv=278
5.575s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.583s apiserver → replicaset-controller              200                         web-766486c5b6 rv=284
5.585s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 Pods exist and 1 are wanted: nothing to do.
5.591s apiserver → replicaset-controller              200                         web-766486c5b6 rv=286
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    1/1     1            1           5s
