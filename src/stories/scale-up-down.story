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
2.271s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.279s apiserver → replicaset-controller              201                         web-766486c5b6-4glcx rv=180
2.280s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.280s replicaset-controller → apiserver              POST pods                   web-766486c5b6-  because 1 of 4 Pods exist: 3 more are created.
2.288s apiserver → replicaset-controller              201                         web-766486c5b6-pc6nd rv=183
2.288s apiserver → replicaset-controller              201                         web-766486c5b6-srg2t rv=184
2.289s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 of 4 Pods exist: 3 more are created.
2.296s apiserver → replicaset-controller              200                         web-766486c5b6 rv=188
2.298s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
2.304s apiserver → replicaset-controller              200                         web-766486c5b6 rv=193
3.229s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
3.237s apiserver → replicaset-controller              200                         web-766486c5b6 rv=208
4.640s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
4.647s apiserver → replicaset-controller              200                         web-766486c5b6 rv=216
5.641s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist and 4 are wanted: nothing to do.
5.649s apiserver → replicaset-controller              200                         web-766486c5b6 rv=220
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    4/4     4            4           5s
kubectl scale deployment web --replicas=1
----
deployment.apps/web scaled
trace from=replicaset-controller until=settled
----
5.690s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-srg2t  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.690s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-4glcx  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.690s replicaset-controller → apiserver              DELETE pods                 web-766486c5b6-dgdgr  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.696s apiserver → replicaset-controller              200                         web-766486c5b6-srg2t rv=226
5.697s apiserver → replicaset-controller              200                         web-766486c5b6-4glcx rv=227
5.697s apiserver → replicaset-controller              200                         web-766486c5b6-dgdgr rv=228
5.698s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 4 Pods exist but only 1 are wanted: 3 are deleted.
5.706s apiserver → replicaset-controller              200                         web-766486c5b6 rv=234
5.708s replicaset-controller → apiserver              PUT replicasets/status      web-766486c5b6  because 1 Pods exist and 1 are wanted: nothing to do.
5.715s apiserver → replicaset-controller              200                         web-766486c5b6 rv=236
kubectl get deployment web
----
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    1/1     1            1           5s
