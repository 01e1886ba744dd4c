# Deleting takes two steps: the API server notes the wish, the kubelet stops the container and asks for the removal.
# Source: kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle, "Termination of Pods"
cluster seed=7 nodes=2 quiet
kubectl run nginx --image=nginx:1.27
----
settle
kubectl delete pod nginx
----
trace until=settled
----
