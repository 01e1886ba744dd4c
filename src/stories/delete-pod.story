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
2.644s kubectl → apiserver                            DELETE pods                 nginx
2.647s apiserver → etcd                               txn put                     /registry/pods/default/nginx
2.650s apiserver → kubelet@w1-k8s                     watch ▸ MODIFIED Pod        nginx
2.651s kubelet@w1-k8s → runtime@w1-k8s                StopContainer               nginx
2.717s kubelet@w1-k8s → apiserver                     PATCH pods/status           nginx
2.717s kubelet@w1-k8s → apiserver                     DELETE pods                 nginx
2.720s apiserver → etcd                               txn put                     /registry/pods/default/nginx
2.730s apiserver → etcd                               txn delete                  /registry/pods/default/nginx
