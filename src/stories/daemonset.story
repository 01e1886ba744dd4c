# A DaemonSet puts one Pod on every node that takes it, and changes them one node at a time.
# Source: kubernetes.io/docs/concepts/workloads/controllers/daemonset
cluster seed=7 nodes=3 quiet
file ds.yaml
  apiVersion: apps/v1
  kind: DaemonSet
  metadata:
    name: agent
  spec:
    selector:
      matchLabels: {app: agent}
    template:
      metadata:
        labels: {app: agent}
      spec:
        containers:
        - name: agent
          image: nginx:1.27
apply ds.yaml
----
daemonset.apps/agent created
settle
kubectl get daemonset,pods -o wide
----
NAME                   DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE   CONTAINERS   IMAGES       SELECTOR
daemonset.apps/agent   3         3         3       3            3           <none>          2s    agent        nginx:1.27   app=agent

NAME              READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
pod/agent-dd8x6   1/1     Running   0          2s    10.244.1.2   w1-k8s   <none>           <none>
pod/agent-hbjt4   1/1     Running   0          2s    10.244.3.2   w3-k8s   <none>           <none>
pod/agent-q498b   1/1     Running   0          2s    10.244.2.2   w2-k8s   <none>           <none>
kubectl get controllerrevisions
----
NAME               CONTROLLER             REVISION   AGE
agent-5f8bfbdc76   daemonset.apps/agent   1          2s
kubectl set image daemonset/agent agent=nginx:1.28
----
daemonset.apps/agent image updated
trace from=daemonset-controller until=settled
----
2.991s daemonset-controller → apiserver               POST controllerrevisions    agent-5947dd6dc7  because No revision holds this Pod template as the newest one: agent-5947dd6dc7 becomes revision 2.
2.999s apiserver → daemonset-controller               201                         agent-5947dd6dc7 rv=245
3.001s daemonset-controller → apiserver               DELETE pods                 agent-dd8x6  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
3.008s apiserver → daemonset-controller               200                         agent-dd8x6 rv=246
3.009s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
3.017s apiserver → daemonset-controller               200                         agent rv=248
3.085s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
3.093s apiserver → daemonset-controller               200                         agent rv=253
3.095s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
3.101s apiserver → daemonset-controller               201                         agent-vxxtf rv=254
3.102s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
3.109s apiserver → daemonset-controller               200                         agent rv=256
3.111s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
3.117s apiserver → daemonset-controller               200                         agent rv=258
5.509s daemonset-controller → apiserver               DELETE pods                 agent-hbjt4  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
5.516s apiserver → daemonset-controller               200                         agent-hbjt4 rv=266
5.517s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
5.524s apiserver → daemonset-controller               200                         agent rv=268
5.591s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
5.597s apiserver → daemonset-controller               200                         agent rv=272
5.602s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
5.610s apiserver → daemonset-controller               201                         agent-m6zrm rv=274
5.611s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
5.617s apiserver → daemonset-controller               200                         agent rv=276
5.619s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
5.625s apiserver → daemonset-controller               200                         agent rv=278
7.913s daemonset-controller → apiserver               DELETE pods                 agent-q498b  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
7.920s apiserver → daemonset-controller               200                         agent-q498b rv=288
7.921s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
7.927s apiserver → daemonset-controller               200                         agent rv=290
7.997s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
8.003s apiserver → daemonset-controller               200                         agent rv=294
8.007s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
8.014s apiserver → daemonset-controller               201                         agent-r65fc rv=296
8.015s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
8.023s apiserver → daemonset-controller               200                         agent rv=298
8.025s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
8.032s apiserver → daemonset-controller               200                         agent rv=302
10.953s daemonset-controller → apiserver              PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 3 of them ready: nothing to place.
10.961s apiserver → daemonset-controller              200                         agent rv=308
kubectl rollout status daemonset/agent
----
daemon set "agent" successfully rolled out
kubectl delete daemonset agent
----
daemonset.apps "agent" deleted
settle
kubectl get pods,controllerrevisions
----
No resources found in default namespace.
