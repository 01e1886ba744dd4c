# An image nobody has: the kubelet tries again and again, at longer and longer intervals.
cluster seed=7 nodes=2 quiet
kubectl run typo --image=nginx:no-such-tag
----
pod/typo created
run 5s
kubectl get pod typo
----
NAME   READY   STATUS         RESTARTS   AGE
typo   0/1     ErrImagePull   0          5s
run 30s
kubectl get pod typo
----
NAME   READY   STATUS         RESTARTS   AGE
typo   0/1     ErrImagePull   0          35s
kubectl events --for pod/typo
----
error: unknown command "events" for "kubectl"
(exit 1)
