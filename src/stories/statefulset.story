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
0.015s statefulset-controller → apiserver             POST controllerrevisions    web-5f84b7585b  because No revision holds this Pod template as the newest one: web-5f84b7585b becomes revision 1.
0.021s apiserver → statefulset-controller             201                         web-5f84b7585b rv=210
0.023s statefulset-controller → apiserver             POST pods                   web-0  because Of 3 numbered Pods web-0 is missing: it is created.
0.029s apiserver → statefulset-controller             201                         web-0 rv=211
0.030s statefulset-controller → apiserver             PUT statefulsets/status     web  because Of 3 numbered Pods web-0 is missing: it is created.
0.036s apiserver → statefulset-controller             200                         web rv=213
0.038s statefulset-controller → apiserver             PUT statefulsets/status     web  because The next step waits until web-0 is ready, or gone.
0.046s apiserver → statefulset-controller             200                         web rv=217
2.646s statefulset-controller → apiserver             POST pods                   web-1  because Of 3 numbered Pods web-1 is missing: it is created.
2.653s apiserver → statefulset-controller             201                         web-1 rv=224
2.654s statefulset-controller → apiserver             PUT statefulsets/status     web  because Of 3 numbered Pods web-1 is missing: it is created.
2.661s apiserver → statefulset-controller             200                         web rv=226
2.663s statefulset-controller → apiserver             PUT statefulsets/status     web  because The next step waits until web-1 is ready, or gone.
2.671s apiserver → statefulset-controller             200                         web rv=228
5.564s statefulset-controller → apiserver             POST pods                   web-2  because Of 3 numbered Pods web-2 is missing: it is created.
5.570s apiserver → statefulset-controller             201                         web-2 rv=237
5.571s statefulset-controller → apiserver             PUT statefulsets/status     web  because Of 3 numbered Pods web-2 is missing: it is created.
5.579s apiserver → statefulset-controller             200                         web rv=239
5.581s statefulset-controller → apiserver             PUT statefulsets/status     web  because The next step waits until web-2 is ready, or gone.
5.589s apiserver → statefulset-controller             200                         web rv=243
6.563s statefulset-controller → apiserver             PUT statefulsets/status     web  because All 3 numbered Pods are as they should be.
6.569s apiserver → statefulset-controller             200                         web rv=248
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
web-0   1/1     Running   0          10s   web-5f84b7585b
web-1   1/1     Running   0          1s    web-6cc757cd57
web-2   1/1     Running   0          4s    web-6cc757cd57
kubectl scale statefulset web --replicas=1
----
statefulset.apps/web scaled
settle
kubectl get pods
----
NAME    READY   STATUS    RESTARTS   AGE
web-0   1/1     Running   0          10s
kubectl events --for statefulset/web
----
LAST SEEN         TYPE     REASON             OBJECT            MESSAGE
10s               Normal   SuccessfulCreate   StatefulSet/web   create Pod web-0 in StatefulSet web successful
4s (x2 over 5s)   Normal   SuccessfulCreate   StatefulSet/web   create Pod web-2 in StatefulSet web successful
1s (x2 over 8s)   Normal   SuccessfulCreate   StatefulSet/web   create Pod web-1 in StatefulSet web successful
0s (x2 over 4s)   Normal   SuccessfulDelete   StatefulSet/web   delete Pod web-2 in StatefulSet web successful
0s (x2 over 1s)   Normal   SuccessfulDelete   StatefulSet/web   delete Pod web-1 in StatefulSet web successful
kubectl get statefulset web -o jsonpath={.status}
----
{"availableReplicas":1,"collisionCount":0,"currentReplicas":1,"currentRevision":"web-5f84b7585b","observedGeneration":3,"readyReplicas":1,"replicas":1,"updateRevision":"web-6cc757cd57"}
