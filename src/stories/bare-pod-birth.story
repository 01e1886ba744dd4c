# A Pod without an owner: steps 3 to 5 of the eleven are missing, because no controller has to make it.
cluster seed=7 nodes=2 quiet
kubectl run nginx --image=nginx:1.27
----
pod/nginx created
trace until=settled
----
0.001s kubectl → apiserver                            POST pods                   nginx
0.004s apiserver → etcd                               txn put                     /registry/pods/default/nginx
0.007s apiserver → scheduler                          watch ▸ ADDED Pod           nginx
0.009s scheduler → apiserver                          bind                        nginx → w1-k8s  because 2 of 3 nodes passed the filters; 2 share the highest score (397), and the lot fell on w1-k8s.
0.012s apiserver → etcd                               txn put                     /registry/pods/default/nginx
0.017s apiserver → kubelet@w1-k8s                     watch ▸ ADDED Pod           nginx
2.122s kubelet@w1-k8s → runtime@w1-k8s                StartContainer              nginx
2.636s kubelet@w1-k8s → apiserver                     PATCH pods/status           nginx
2.639s apiserver → etcd                               txn put                     /registry/pods/default/nginx
kubectl delete pod nginx
----
pod "nginx" deleted
settle
# Nobody wants it back.
kubectl get pods
----
No resources found in default namespace.
