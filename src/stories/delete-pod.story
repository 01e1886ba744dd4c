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
2.742s kubectl → apiserver                            DELETE pods                 nginx
2.745s apiserver → etcd                               txn put                     /registry/pods/default/nginx
2.750s apiserver → kubelet@w1-k8s                     watch ▸ MODIFIED Pod        nginx
2.751s kubelet@w1-k8s → runtime@w1-k8s                StopContainer               nginx
2.817s kubelet@w1-k8s → apiserver                     PATCH pods/status           nginx
2.817s kubelet@w1-k8s → apiserver                     DELETE pods                 nginx
2.820s apiserver → etcd                               txn put                     /registry/pods/default/nginx
2.830s apiserver → etcd                               txn delete                  /registry/pods/default/nginx
