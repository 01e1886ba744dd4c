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
2.299s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.306s apiserver → replicaset-controller              201                         web-766486c5b6-tr9j8 rv=173
2.307s replicaset-controller → apiserver              POST events                 web-766486c5b6.17e000f362d7aec3
2.307s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.307s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.314s apiserver → replicaset-controller              201                         web-766486c5b6.17e000f362d7aec3 rv=174
2.315s apiserver → replicaset-controller              201                         web-766486c5b6-vv4gl rv=175
2.315s apiserver → replicaset-controller              201                         web-766486c5b6-sljh9 rv=176
2.316s replicaset-controller → apiserver              POST events                 web-766486c5b6.17e000f36be7d050
2.316s replicaset-controller → apiserver              POST events                 web-766486c5b6.17e000f36b69b4af
2.316s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 of 4 Pods exist: 3 more are created.
2.324s apiserver → replicaset-controller              201                         web-766486c5b6.17e000f36be7d050 rv=178
2.324s apiserver → replicaset-controller              201                         web-766486c5b6.17e000f36b69b4af rv=179
2.324s apiserver → replicaset-controller              200                         web-766486c5b6 rv=180
2.326s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
2.334s apiserver → replicaset-controller              200                         web-766486c5b6 rv=187
3.264s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
3.272s apiserver → replicaset-controller              200                         web-766486c5b6 rv=196
5.458s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
5.464s apiserver → replicaset-controller              200                         web-766486c5b6 rv=205
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    0/4     0            0           5s
kubectl scale deployment web --replicas=1
----
deployment.apps/web scaled
trace from=replicaset-controller until=settled
----
5.495s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-tr9j8  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.495s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-sljh9  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.495s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-w5dh8  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.502s apiserver → replicaset-controller              200                         web-766486c5b6-tr9j8 rv=209
5.503s apiserver → replicaset-controller              200                         web-766486c5b6-sljh9 rv=210
5.503s apiserver → replicaset-controller              200                         web-766486c5b6-w5dh8 rv=211
5.503s replicaset-controller → apiserver              POST events                 web-766486c5b6.17e000ffde6b70f1
5.504s replicaset-controller → apiserver              POST events                 web-766486c5b6.17e000ffdfcee251
5.504s replicaset-controller → apiserver              POST events                 web-766486c5b6.17e000ffdf54e23f
5.504s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.510s apiserver → replicaset-controller              201                         web-766486c5b6.17e000ffde6b70f1 rv=212
5.511s apiserver → replicaset-controller              201                         web-766486c5b6.17e000ffdfcee251 rv=214
5.511s apiserver → replicaset-controller              201                         web-766486c5b6.17e000ffdf54e23f rv=216
5.512s apiserver → replicaset-controller              200                         web-766486c5b6 rv=217
5.514s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 Pods exist and 1 are wanted: nothing to do.
5.521s apiserver → replicaset-controller              200                         web-766486c5b6 rv=219
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    0/1     0            0           5s
