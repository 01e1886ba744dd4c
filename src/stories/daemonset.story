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
pod/agent-4vmdg   1/1     Running   0          2s    10.244.3.2   w3-k8s   <none>           <none>
pod/agent-dknj5   1/1     Running   0          2s    10.244.2.2   w2-k8s   <none>           <none>
pod/agent-px6hb   1/1     Running   0          2s    10.244.1.2   w1-k8s   <none>           <none>
kubectl get controllerrevisions
----
NAME               CONTROLLER             REVISION   AGE
agent-5f8bfbdc76   daemonset.apps/agent   1          2s
kubectl set image daemonset/agent agent=nginx:1.28
----
daemonset.apps/agent image updated
trace from=daemonset-controller until=settled
----
2.628s daemonset-controller → apiserver               POST controllerrevisions    agent-5947dd6dc7  because No revision holds this Pod template as the newest one: agent-5947dd6dc7 becomes revision 2.
2.636s apiserver → daemonset-controller               201                         agent-5947dd6dc7 rv=265
2.638s daemonset-controller → apiserver               DELETE pods                 agent-4vmdg  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
2.644s apiserver → daemonset-controller               200                         agent-4vmdg rv=266
2.645s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
2.653s apiserver → daemonset-controller               200                         agent rv=268
2.719s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
2.725s apiserver → daemonset-controller               200                         agent rv=272
2.729s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
2.737s apiserver → daemonset-controller               201                         agent-h8kx5 rv=274
2.738s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
2.744s apiserver → daemonset-controller               200                         agent rv=276
2.746s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
2.754s apiserver → daemonset-controller               200                         agent rv=280
5.434s daemonset-controller → apiserver               DELETE pods                 agent-dknj5  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
5.440s apiserver → daemonset-controller               200                         agent-dknj5 rv=288
5.441s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
5.449s apiserver → daemonset-controller               200                         agent rv=290
5.515s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
5.522s apiserver → daemonset-controller               200                         agent rv=294
5.526s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
5.534s apiserver → daemonset-controller               201                         agent-b6t9v rv=296
5.535s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
5.543s apiserver → daemonset-controller               200                         agent rv=298
5.545s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
5.552s apiserver → daemonset-controller               200                         agent rv=302
8.593s daemonset-controller → apiserver               DELETE pods                 agent-px6hb  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
8.601s apiserver → daemonset-controller               200                         agent-px6hb rv=309
8.602s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
8.609s apiserver → daemonset-controller               200                         agent rv=311
8.677s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
8.683s apiserver → daemonset-controller               200                         agent rv=315
8.688s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
8.696s apiserver → daemonset-controller               201                         agent-6pwpv rv=317
8.697s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
8.705s apiserver → daemonset-controller               200                         agent rv=319
8.707s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
8.713s apiserver → daemonset-controller               200                         agent rv=323
11.523s daemonset-controller → apiserver              PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 3 of them ready: nothing to place.
11.531s apiserver → daemonset-controller              200                         agent rv=333
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
