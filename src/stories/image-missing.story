# An image nobody has: the kubelet tries again and again, at longer and longer intervals.
cluster seed=7 nodes=2 quiet
kubectl run typo --image=nginx:no-such-tag
----
run 5s
kubectl get pod typo
----
run 30s
kubectl get pod typo
----
kubectl events --for pod/typo
----
