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
daemonset.apps/agent   3         3         3       3            3           <none>          3s    agent        nginx:1.27   app=agent

NAME              READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
pod/agent-2gjgq   1/1     Running   0          3s    10.244.2.2   w2-k8s   <none>           <none>
pod/agent-d9tnh   1/1     Running   0          3s    10.244.3.2   w3-k8s   <none>           <none>
pod/agent-xv75d   1/1     Running   0          3s    10.244.1.2   w1-k8s   <none>           <none>
kubectl get controllerrevisions
----
NAME               CONTROLLER             REVISION   AGE
agent-5f8bfbdc76   daemonset.apps/agent   1          3s
kubectl set image daemonset/agent agent=nginx:1.28
----
daemonset.apps/agent image updated
trace from=daemonset-controller until=settled
----
3.080s daemonset-controller → apiserver               POST controllerrevisions    agent-5947dd6dc7  because No revision holds this Pod template as the newest one: agent-5947dd6dc7 becomes revision 2.
3.088s apiserver → daemonset-controller               201                         agent-5947dd6dc7 rv=241
3.090s daemonset-controller → apiserver               DELETE pods                 agent-2gjgq  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
3.096s apiserver → daemonset-controller               200                         agent-2gjgq rv=242
3.097s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
3.104s apiserver → daemonset-controller               200                         agent rv=244
3.172s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
3.180s apiserver → daemonset-controller               200                         agent rv=248
3.184s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
3.191s apiserver → daemonset-controller               201                         agent-8stcd rv=250
3.192s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
3.199s apiserver → daemonset-controller               200                         agent rv=252
3.201s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
3.208s apiserver → daemonset-controller               200                         agent rv=256
6.043s daemonset-controller → apiserver               DELETE pods                 agent-d9tnh  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
6.049s apiserver → daemonset-controller               200                         agent-d9tnh rv=262
6.050s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
6.058s apiserver → daemonset-controller               200                         agent rv=264
6.124s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
6.131s apiserver → daemonset-controller               200                         agent rv=268
6.135s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
6.142s apiserver → daemonset-controller               201                         agent-swqkl rv=270
6.143s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
6.150s apiserver → daemonset-controller               200                         agent rv=272
6.152s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
6.160s apiserver → daemonset-controller               200                         agent rv=274
9.256s daemonset-controller → apiserver               DELETE pods                 agent-xv75d  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
9.262s apiserver → daemonset-controller               200                         agent-xv75d rv=289
9.263s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
9.270s apiserver → daemonset-controller               200                         agent rv=291
9.337s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
9.345s apiserver → daemonset-controller               200                         agent rv=295
9.347s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
9.355s apiserver → daemonset-controller               201                         agent-8sdr6 rv=297
9.356s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
9.364s apiserver → daemonset-controller               200                         agent rv=299
9.366s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
9.374s apiserver → daemonset-controller               200                         agent rv=303
11.741s daemonset-controller → apiserver              PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 3 of them ready: nothing to place.
11.747s apiserver → daemonset-controller              200                         agent rv=309
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
