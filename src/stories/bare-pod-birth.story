# A Pod without an owner: steps 3 to 5 of the eleven are missing, because no controller has to make it.
cluster seed=7 nodes=2 quiet
kubectl run nginx --image=nginx:1.27
----
trace until=settled
----
kubectl delete pod nginx
----
settle
# Nobody wants it back.
kubectl get pods
----
