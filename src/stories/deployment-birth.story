# A Deployment is applied and its Pods come to life: everybody acts through the API server, nobody calls anybody else.
# Source: kubernetes.io/docs/concepts/architecture, "What happens when you create a Deployment".
cluster seed=7 nodes=2 quiet
file web.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    replicas: 1
    selector:
      matchLabels:
        app: web
    template:
      metadata:
        labels:
          app: web
      spec:
        containers:
          - name: web
            image: nginx:1.27
apply web.yaml
----
deployment.apps/web created
trace until=settled
----
0.007s kubectl → apiserver                            POST deployments            web
0.010s apiserver → etcd                               txn put                     /registry/deployments/default/web
0.013s apiserver → deployment-controller              watch ▸ ADDED Deployment    web
0.015s deployment-controller → apiserver              POST replicasets            web-5f84b7585b  because No ReplicaSet has this Pod template yet: web-5f84b7585b is created as revision 1 with 1 replicas.
0.018s apiserver → etcd                               txn put                     /registry/replicasets/default/web-5f84b7585b
0.021s apiserver → replicaset-controller              watch ▸ ADDED ReplicaSet    web-5f84b7585b
0.023s replicaset-controller → apiserver              POST pods                   web-5f84b7585b-  because 0 of 1 Pods exist: 1 more are created.
0.026s apiserver → etcd                               txn put                     /registry/pods/default/web-5f84b7585b-x4ldd
0.030s apiserver → scheduler                          watch ▸ ADDED Pod           web-5f84b7585b-x4ldd
0.032s scheduler → apiserver                          bind                        web-5f84b7585b-x4ldd → w1-k8s  because 2 of 3 nodes passed the filters; 2 share the highest score (597), and the lot fell on w1-k8s.
0.035s apiserver → etcd                               txn put                     /registry/pods/default/web-5f84b7585b-x4ldd
0.040s apiserver → kubelet@w1-k8s                     watch ▸ ADDED Pod           web-5f84b7585b-x4ldd
2.131s kubelet@w1-k8s → runtime@w1-k8s                StartContainer              web-5f84b7585b-x4ldd
2.636s kubelet@w1-k8s → apiserver                     PATCH pods/status           web-5f84b7585b-x4ldd
2.639s apiserver → etcd                               txn put                     /registry/pods/default/web-5f84b7585b-x4ldd
kubectl get deployments,replicasets,pods
----
NAME                  READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/web   1/1     1            1           2s

NAME                             DESIRED   CURRENT   READY   AGE
replicaset.apps/web-5f84b7585b   1         1         1       2s

NAME                       READY   STATUS    RESTARTS   AGE
pod/web-5f84b7585b-x4ldd   1/1     Running   0          2s
