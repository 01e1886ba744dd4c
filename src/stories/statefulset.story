# A StatefulSet numbers its Pods and changes them in order, the last one first.
# Source: kubernetes.io/docs/concepts/workloads/controllers/statefulset
cluster seed=7 nodes=2 quiet
file web.yaml
  apiVersion: apps/v1
  kind: StatefulSet
  metadata:
    name: web
  spec:
    serviceName: web
    replicas: 3
    selector:
      matchLabels: {app: web}
    updateStrategy:
      rollingUpdate: {partition: 1}
    template:
      metadata:
        labels: {app: web}
      spec:
        containers:
        - name: web
          image: nginx:1.27
apply web.yaml
----
statefulset.apps/web created
trace from=statefulset-controller until=settled
----
0.017s statefulset-controller → apiserver             POST controllerrevisions    web-5f84b7585b  because No revision holds this Pod template as the newest one: web-5f84b7585b becomes revision 1.
0.025s apiserver → statefulset-controller             201                         web-5f84b7585b rv=210
0.027s statefulset-controller → apiserver             POST pods                   web-0  because Of 3 numbered Pods web-0 is missing: it is created.
0.035s apiserver → statefulset-controller             201                         web-0 rv=211
0.036s statefulset-controller → apiserver             PUT statefulsets/status     web  because Of 3 numbered Pods web-0 is missing: it is created.
0.042s apiserver → statefulset-controller             200                         web rv=213
0.044s statefulset-controller → apiserver             PUT statefulsets/status     web  because The next step waits until web-0 is ready, or gone.
0.052s apiserver → statefulset-controller             200                         web rv=215
2.523s statefulset-controller → apiserver             POST pods                   web-1  because Of 3 numbered Pods web-1 is missing: it is created.
2.531s apiserver → statefulset-controller             201                         web-1 rv=225
2.532s statefulset-controller → apiserver             PUT statefulsets/status     web  because Of 3 numbered Pods web-1 is missing: it is created.
2.540s apiserver → statefulset-controller             200                         web rv=227
2.542s statefulset-controller → apiserver             PUT statefulsets/status     web  because The next step waits until web-1 is ready, or gone.
2.549s apiserver → statefulset-controller             200                         web rv=231
5.593s statefulset-controller → apiserver             POST pods                   web-2  because Of 3 numbered Pods web-2 is missing: it is created.
5.599s apiserver → statefulset-controller             201                         web-2 rv=237
5.600s statefulset-controller → apiserver             PUT statefulsets/status     web  because Of 3 numbered Pods web-2 is missing: it is created.
5.608s apiserver → statefulset-controller             200                         web rv=239
5.610s statefulset-controller → apiserver             PUT statefulsets/status     web  because The next step waits until web-2 is ready, or gone.
5.617s apiserver → statefulset-controller             200                         web rv=243
6.524s statefulset-controller → apiserver             PUT statefulsets/status     web  because All 3 numbered Pods are as they should be.
6.530s apiserver → statefulset-controller             200                         web rv=248
kubectl get statefulset,pods,controllerrevisions
----
NAME                   READY   AGE
statefulset.apps/web   3/3     6s

NAME        READY   STATUS    RESTARTS   AGE
pod/web-0   1/1     Running   0          6s
pod/web-1   1/1     Running   0          4s
pod/web-2   1/1     Running   0          1s

NAME                                     CONTROLLER             REVISION   AGE
controllerrevision.apps/web-5f84b7585b   statefulset.apps/web   1          6s
kubectl set image statefulset/web web=nginx:1.28
----
statefulset.apps/web image updated
settle
kubectl get pods -L controller-revision-hash
----
NAME    READY   STATUS    RESTARTS   AGE   CONTROLLER-REVISION-HASH
web-0   1/1     Running   0          12s   web-5f84b7585b
web-1   1/1     Running   0          3s    web-6cc757cd57
web-2   1/1     Running   0          6s    web-6cc757cd57
kubectl scale statefulset web --replicas=1
----
statefulset.apps/web scaled
settle
kubectl get pods
----
NAME    READY   STATUS    RESTARTS   AGE
web-0   1/1     Running   0          12s
kubectl events --for statefulset/web
----
LAST SEEN          TYPE     REASON             OBJECT            MESSAGE
12s                Normal   SuccessfulCreate   StatefulSet/web   create Pod web-0 in StatefulSet web successful
6s (x2 over 7s)    Normal   SuccessfulCreate   StatefulSet/web   create Pod web-2 in StatefulSet web successful
3s (x2 over 10s)   Normal   SuccessfulCreate   StatefulSet/web   create Pod web-1 in StatefulSet web successful
0s (x2 over 6s)    Normal   SuccessfulDelete   StatefulSet/web   delete Pod web-2 in StatefulSet web successful
0s (x2 over 3s)    Normal   SuccessfulDelete   StatefulSet/web   delete Pod web-1 in StatefulSet web successful
kubectl get statefulset web -o jsonpath={.status}
----
{"availableReplicas":1,"collisionCount":0,"currentReplicas":1,"currentRevision":"web-5f84b7585b","observedGeneration":3,"readyReplicas":1,"replicas":1,"updateRevision":"web-6cc757cd57"}
