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
0.016s replication-controller → apiserver             POST pods                   nginx-  because 0 of 2 Pods exist: 2 more are created.
0.022s apiserver → replication-controller             201                         nginx-p8csn rv=188
0.023s replication-controller → apiserver             POST pods                   nginx-  because 0 of 2 Pods exist: 2 more are created.
0.030s apiserver → replication-controller             201                         nginx-fw6n4 rv=190
0.031s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 0 of 2 Pods exist: 2 more are created.
0.039s apiserver → replication-controller             200                         nginx rv=193
0.041s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 2 Pods exist and 2 are wanted: nothing to do.
0.049s apiserver → replication-controller             200                         nginx rv=199
2.510s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 2 Pods exist and 2 are wanted: nothing to do.
2.516s apiserver → replication-controller             200                         nginx rv=211
2.954s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 2 Pods exist and 2 are wanted: nothing to do.
2.961s apiserver → replication-controller             200                         nginx rv=213
kubectl get rc,pods
----
NAME                          DESIRED   CURRENT   READY   AGE
replicationcontroller/nginx   2         2         2       2s

NAME              READY   STATUS    RESTARTS   AGE
pod/nginx-fw6n4   1/1     Running   0          2s
pod/nginx-p8csn   1/1     Running   0          2s
kubectl delete pod $(pod app=nginx 0)
----
pod "nginx-fw6n4" deleted
settle
kubectl get rc,pods
----
NAME                          DESIRED   CURRENT   READY   AGE
replicationcontroller/nginx   2         2         2       3s

NAME              READY   STATUS    RESTARTS   AGE
pod/nginx-p8csn   1/1     Running   0          3s
pod/nginx-rhl89   1/1     Running   0          1s
kubectl events --for replicationcontroller/nginx
----
LAST SEEN   TYPE     REASON             OBJECT                        MESSAGE
3s          Normal   SuccessfulCreate   ReplicationController/nginx   Created pod: nginx-p8csn
3s          Normal   SuccessfulCreate   ReplicationController/nginx   Created pod: nginx-fw6n4
1s          Normal   SuccessfulCreate   ReplicationController/nginx   Created pod: nginx-rhl89
