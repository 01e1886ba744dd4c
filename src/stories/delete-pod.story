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
3.168s kubectl → apiserver                            DELETE pods                 nginx
3.171s apiserver → etcd                               txn put                     /registry/pods/default/nginx
3.175s apiserver → kubelet@w2-k8s                     watch ▸ MODIFIED Pod        nginx
3.176s kubelet@w2-k8s → runtime@w2-k8s                StopContainer               nginx
3.242s kubelet@w2-k8s → apiserver                     PATCH pods/status           nginx
3.242s kubelet@w2-k8s → apiserver                     DELETE pods                 nginx
3.245s apiserver → etcd                               txn put                     /registry/pods/default/nginx
3.255s apiserver → etcd                               txn delete                  /registry/pods/default/nginx
