# The classical eleven steps from a ReplicaSet to a running Pod, in order.
cluster seed=7 nodes=2 quiet
file hello-rs.yaml
  apiVersion: apps/v1
  kind: ReplicaSet
  metadata:
    name: hello
  spec:
    replicas: 1
    selector:
      matchLabels:
        app: hello
    template:
      metadata:
        labels:
          app: hello
      spec:
        containers:
          - name: hello
            image: hello:v1
apply hello-rs.yaml
----
replicaset.apps/hello created
trace until=settled
----
0.007s kubectl → apiserver                            POST replicasets            hello
0.010s apiserver → etcd                               txn put                     /registry/replicasets/default/hello
0.013s apiserver → replicaset-controller              watch ▸ ADDED ReplicaSet    hello
0.015s replicaset-controller → apiserver              POST pods                   hello-  because 0 of 1 Pods exist: 1 more are created.
0.018s apiserver → etcd                               txn put                     /registry/pods/default/hello-hz6n4
0.021s apiserver → scheduler                          watch ▸ ADDED Pod           hello-hz6n4
0.023s scheduler → apiserver                          bind                        hello-hz6n4 → w1-k8s  because 2 of 3 nodes passed the filters; 2 share the highest score (597), and the lot fell on w1-k8s.
0.026s apiserver → etcd                               txn put                     /registry/pods/default/hello-hz6n4
0.029s apiserver → kubelet@w1-k8s                     watch ▸ ADDED Pod           hello-hz6n4
0.667s kubelet@w1-k8s → runtime@w1-k8s                StartContainer              hello-hz6n4
1.636s kubelet@w1-k8s → apiserver                     PATCH pods/status           hello-hz6n4
1.639s apiserver → etcd                               txn put                     /registry/pods/default/hello-hz6n4
