# Deleting takes two steps: the API server notes the wish, the kubelet stops the container and asks for the removal.
# Source: kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle, "Termination of Pods"
cluster seed=7 nodes=2 quiet
kubectl run nginx --image=nginx:1.27
----
pod/nginx created
settle
kubectl delete pod nginx
----
pod "nginx" deleted
trace until=settled
----
2.458s kubectl → apiserver                            DELETE pods                 nginx
2.461s apiserver → etcd                               txn put                     /registry/pods/default/nginx
2.466s apiserver → kubelet@w1-k8s                     watch ▸ MODIFIED Pod        nginx
2.467s kubelet@w1-k8s → runtime@w1-k8s                StopContainer               nginx
2.533s kubelet@w1-k8s → apiserver                     PATCH pods/status           nginx
2.533s kubelet@w1-k8s → apiserver                     DELETE pods                 nginx
2.536s apiserver → etcd                               txn put                     /registry/pods/default/nginx
2.547s apiserver → etcd                               txn delete                  /registry/pods/default/nginx
