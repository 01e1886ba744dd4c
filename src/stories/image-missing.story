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
kubectl get events --field-selector involvedObject.name=typo
----
LAST SEEN   TYPE      REASON      OBJECT     MESSAGE
25s         Normal    Pulling     pod/typo   Pulling image "nginx:no-such-tag"
25s         Warning   Failed      pod/typo   Error: ErrImagePull
25s         Warning   Failed      pod/typo   Failed to pull image "nginx:no-such-tag": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:no-such-tag": failed to resolve reference "docker.io/library/nginx:no-such-tag": docker.io/library/nginx:no-such-tag: not found
12s         Normal    BackOff     pod/typo   Back-off pulling image "nginx:no-such-tag"
12s         Warning   Failed      pod/typo   Error: ImagePullBackOff
35s         Normal    Scheduled   pod/typo   Successfully assigned default/typo to w1-k8s
