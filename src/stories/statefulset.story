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
0.016s statefulset-controller → apiserver             POST controllerrevisions    web-5f84b7585b  because No revision holds this Pod template as the newest one: web-5f84b7585b becomes revision 1.
0.022s apiserver → statefulset-controller             201                         web-5f84b7585b rv=154
0.024s statefulset-controller → apiserver             POST pods                   web-0  because Of 3 numbered Pods web-0 is missing: it is created.
0.030s apiserver → statefulset-controller             201                         web-0 rv=155
0.031s statefulset-controller → apiserver             PUT statefulsets/status     web  because Of 3 numbered Pods web-0 is missing: it is created.
0.038s apiserver → statefulset-controller             200                         web rv=157
0.040s statefulset-controller → apiserver             PUT statefulsets/status     web  because The next step waits until web-0 is ready, or gone.
0.046s apiserver → statefulset-controller             200                         web rv=161
2.374s statefulset-controller → apiserver             POST pods                   web-1  because Of 3 numbered Pods web-1 is missing: it is created.
2.382s apiserver → statefulset-controller             201                         web-1 rv=167
2.383s statefulset-controller → apiserver             PUT statefulsets/status     web  because Of 3 numbered Pods web-1 is missing: it is created.
2.390s apiserver → statefulset-controller             200                         web rv=169
2.392s statefulset-controller → apiserver             PUT statefulsets/status     web  because The next step waits until web-1 is ready, or gone.
2.400s apiserver → statefulset-controller             200                         web rv=173
5.169s statefulset-controller → apiserver             POST pods                   web-2  because Of 3 numbered Pods web-2 is missing: it is created.
5.176s apiserver → statefulset-controller             201                         web-2 rv=181
5.177s statefulset-controller → apiserver             PUT statefulsets/status     web  because Of 3 numbered Pods web-2 is missing: it is created.
5.185s apiserver → statefulset-controller             200                         web rv=183
5.187s statefulset-controller → apiserver             PUT statefulsets/status     web  because The next step waits until web-2 is ready, or gone.
5.195s apiserver → statefulset-controller             200                         web rv=187
6.375s statefulset-controller → apiserver             PUT statefulsets/status     web  because All 3 numbered Pods are as they should be.
6.381s apiserver → statefulset-controller             200                         web rv=192
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
