# More and fewer replicas: what is missing is created, what is too much is deleted.
cluster seed=7 nodes=2 quiet
kubectl create deployment web --image=nginx:1.27
----
settle
kubectl scale deployment web --replicas=4
----
trace from=replicaset-controller until=settled
----
kubectl get deployment web
----
kubectl scale deployment web --replicas=1
----
trace from=replicaset-controller until=settled
----
kubectl get deployment web
----
