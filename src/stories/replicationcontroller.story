# The older kind that keeps a number of Pods alive.
# Source: kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller
cluster seed=7 nodes=2 quiet
file rc.yaml
  apiVersion: v1
  kind: ReplicationController
  metadata:
    name: nginx
  spec:
    replicas: 2
    selector: {app: nginx}
    template:
      metadata:
        labels: {app: nginx}
      spec:
        containers:
        - name: nginx
          image: nginx:1.27
apply rc.yaml
----
replicationcontroller/nginx created
trace from=replication-controller until=settled
----
0.017s replication-controller → apiserver             POST pods                   nginx-  because 0 of 2 Pods exist: 2 more are created.
0.025s apiserver → replication-controller             201                         nginx-89jsh rv=210
0.026s replication-controller → apiserver             POST pods                   nginx-  because 0 of 2 Pods exist: 2 more are created.
0.034s apiserver → replication-controller             201                         nginx-rp4kr rv=212
0.035s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 0 of 2 Pods exist: 2 more are created.
0.043s apiserver → replication-controller             200                         nginx rv=215
0.045s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 2 Pods exist and 2 are wanted: nothing to do.
0.053s apiserver → replication-controller             200                         nginx rv=221
2.523s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 2 Pods exist and 2 are wanted: nothing to do.
2.529s apiserver → replication-controller             200                         nginx rv=233
2.592s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 2 Pods exist and 2 are wanted: nothing to do.
2.600s apiserver → replication-controller             200                         nginx rv=235
kubectl get rc,pods
----
NAME                          DESIRED   CURRENT   READY   AGE
replicationcontroller/nginx   2         2         2       2s

NAME              READY   STATUS    RESTARTS   AGE
pod/nginx-89jsh   1/1     Running   0          2s
pod/nginx-rp4kr   1/1     Running   0          2s
kubectl delete pod $(pod app=nginx 0)
----
pod "nginx-89jsh" deleted
settle
kubectl get rc,pods
----
NAME                          DESIRED   CURRENT   READY   AGE
replicationcontroller/nginx   2         2         2       3s

NAME              READY   STATUS    RESTARTS   AGE
pod/nginx-9b2hw   1/1     Running   0          1s
pod/nginx-rp4kr   1/1     Running   0          3s
kubectl events --for replicationcontroller/nginx
----
LAST SEEN   TYPE     REASON             OBJECT                        MESSAGE
3s          Normal   SuccessfulCreate   ReplicationController/nginx   Created pod: nginx-89jsh
3s          Normal   SuccessfulCreate   ReplicationController/nginx   Created pod: nginx-rp4kr
1s          Normal   SuccessfulCreate   ReplicationController/nginx   Created pod: nginx-9b2hw
