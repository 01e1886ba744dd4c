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
0.015s replication-controller → apiserver             POST pods                   nginx-  because 0 of 2 Pods exist: 2 more are created.
0.021s apiserver → replication-controller             201                         nginx-hz6n4 rv=210
0.022s replication-controller → apiserver             POST pods                   nginx-  because 0 of 2 Pods exist: 2 more are created.
0.030s apiserver → replication-controller             201                         nginx-rrp59 rv=212
0.031s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 0 of 2 Pods exist: 2 more are created.
0.038s apiserver → replication-controller             200                         nginx rv=215
0.040s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 2 Pods exist and 2 are wanted: nothing to do.
0.047s apiserver → replication-controller             200                         nginx rv=219
2.565s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 2 Pods exist and 2 are wanted: nothing to do.
2.572s apiserver → replication-controller             200                         nginx rv=232
2.644s replication-controller → apiserver             PUT replicationcontrollers/status  nginx  because 2 Pods exist and 2 are wanted: nothing to do.
2.651s apiserver → replication-controller             200                         nginx rv=234
kubectl get rc,pods
----
NAME                          DESIRED   CURRENT   READY   AGE
replicationcontroller/nginx   2         2         2       2s

NAME              READY   STATUS    RESTARTS   AGE
pod/nginx-hz6n4   1/1     Running   0          2s
pod/nginx-rrp59   1/1     Running   0          2s
kubectl delete pod $(pod app=nginx 0)
----
pod "nginx-hz6n4" deleted
settle
kubectl get rc,pods
----
NAME                          DESIRED   CURRENT   READY   AGE
replicationcontroller/nginx   2         2         2       3s

NAME              READY   STATUS    RESTARTS   AGE
pod/nginx-hwmjl   1/1     Running   0          1s
pod/nginx-rrp59   1/1     Running   0          3s
kubectl events --for replicationcontroller/nginx
----
LAST SEEN   TYPE     REASON             OBJECT                        MESSAGE
3s          Normal   SuccessfulCreate   ReplicationController/nginx   Created pod: nginx-hz6n4
3s          Normal   SuccessfulCreate   ReplicationController/nginx   Created pod: nginx-rrp59
1s          Normal   SuccessfulCreate   ReplicationController/nginx   Created pod: nginx-hwmjl
