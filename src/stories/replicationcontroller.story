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
0.022s apiserver → replication-controller             201                         nginx-fk2w5 rv=154
0.023s replication-controller → apiserver             POST pods                   nginx-  because 0 of 2 Pods exist: 2 more are created.
0.030s apiserver → replication-controller             201                         nginx-9nsdg rv=156
0.031s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 0 of 2 Pods exist: 2 more are created.
0.039s apiserver → replication-controller             200                         nginx rv=159
0.041s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 2 Pods exist and 2 are wanted: nothing to do.
0.049s apiserver → replication-controller             200                         nginx rv=165
2.375s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 2 Pods exist and 2 are wanted: nothing to do.
2.382s apiserver → replication-controller             200                         nginx rv=175
3.167s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 2 Pods exist and 2 are wanted: nothing to do.
3.174s apiserver → replication-controller             200                         nginx rv=177
kubectl get rc,pods
----
NAME                          DESIRED   CURRENT   READY   AGE
replicationcontroller/nginx   2         2         2       3s

NAME              READY   STATUS    RESTARTS   AGE
pod/nginx-9nsdg   1/1     Running   0          3s
pod/nginx-fk2w5   1/1     Running   0          3s
kubectl delete pod $(pod app=nginx 0)
----
pod "nginx-9nsdg" deleted
settle
kubectl get rc,pods
----
NAME                          DESIRED   CURRENT   READY   AGE
replicationcontroller/nginx   2         2         2       4s

NAME              READY   STATUS    RESTARTS   AGE
pod/nginx-6k6sm   1/1     Running   0          1s
pod/nginx-fk2w5   1/1     Running   0          4s
kubectl events --for replicationcontroller/nginx
----
LAST SEEN   TYPE     REASON             OBJECT                        MESSAGE
4s          Normal   SuccessfulCreate   ReplicationController/nginx   Created pod: nginx-fk2w5
4s          Normal   SuccessfulCreate   ReplicationController/nginx   Created pod: nginx-9nsdg
1s          Normal   SuccessfulCreate   ReplicationController/nginx   Created pod: nginx-6k6sm
