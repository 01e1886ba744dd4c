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
0.022s apiserver → statefulset-controller             201                         web-5f84b7585b rv=188
0.024s statefulset-controller → apiserver             POST pods                   web-0  because Of 3 numbered Pods web-0 is missing: it is created.
0.030s apiserver → statefulset-controller             201                         web-0 rv=189
0.031s statefulset-controller → apiserver             PUT statefulsets/status     web  because Of 3 numbered Pods web-0 is missing: it is created.
0.039s apiserver → statefulset-controller             200                         web rv=191
0.041s statefulset-controller → apiserver             PUT statefulsets/status     web  because The next step waits until web-0 is ready, or gone.
0.049s apiserver → statefulset-controller             200                         web rv=195
2.510s statefulset-controller → apiserver             POST pods                   web-1  because Of 3 numbered Pods web-1 is missing: it is created.
2.517s apiserver → statefulset-controller             201                         web-1 rv=203
2.518s statefulset-controller → apiserver             PUT statefulsets/status     web  because Of 3 numbered Pods web-1 is missing: it is created.
2.526s apiserver → statefulset-controller             200                         web rv=205
2.528s statefulset-controller → apiserver             PUT statefulsets/status     web  because The next step waits until web-1 is ready, or gone.
2.536s apiserver → statefulset-controller             200                         web rv=209
4.953s statefulset-controller → apiserver             POST pods                   web-2  because Of 3 numbered Pods web-2 is missing: it is created.
4.960s apiserver → statefulset-controller             201                         web-2 rv=215
4.961s statefulset-controller → apiserver             PUT statefulsets/status     web  because Of 3 numbered Pods web-2 is missing: it is created.
4.968s apiserver → statefulset-controller             200                         web rv=217
4.970s statefulset-controller → apiserver             PUT statefulsets/status     web  because The next step waits until web-2 is ready, or gone.
4.978s apiserver → statefulset-controller             200                         web rv=221
5.510s statefulset-controller → apiserver             PUT statefulsets/status     web  because All 3 numbered Pods are as they should be.
5.518s apiserver → statefulset-controller             200                         web rv=226
kubectl get statefulset,pods,controllerrevisions
----
NAME                   READY   AGE
statefulset.apps/web   3/3     5s

NAME        READY   STATUS    RESTARTS   AGE
pod/web-0   1/1     Running   0          5s
pod/web-1   1/1     Running   0          3s
pod/web-2   1/1     Running   0          1s

NAME                                     CONTROLLER             REVISION   AGE
controllerrevision.apps/web-5f84b7585b   statefulset.apps/web   1          5s
kubectl set image statefulset/web web=nginx:1.28
----
statefulset.apps/web image updated
settle
kubectl get pods -L controller-revision-hash
----
NAME    READY   STATUS    RESTARTS   AGE   CONTROLLER-REVISION-HASH
web-0   1/1     Running   0          10s   web-5f84b7585b
web-1   1/1     Running   0          2s    web-6cc757cd57
web-2   1/1     Running   0          5s    web-6cc757cd57
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
5s (x2 over 6s)   Normal   SuccessfulCreate   StatefulSet/web   create Pod web-2 in StatefulSet web successful
2s (x2 over 8s)   Normal   SuccessfulCreate   StatefulSet/web   create Pod web-1 in StatefulSet web successful
0s (x2 over 5s)   Normal   SuccessfulDelete   StatefulSet/web   delete Pod web-2 in StatefulSet web successful
0s (x2 over 3s)   Normal   SuccessfulDelete   StatefulSet/web   delete Pod web-1 in StatefulSet web successful
kubectl get statefulset web -o jsonpath={.status}
----
{"availableReplicas":1,"collisionCount":0,"currentReplicas":1,"currentRevision":"web-5f84b7585b","observedGeneration":3,"readyReplicas":1,"replicas":1,"updateRevision":"web-6cc757cd57"}
