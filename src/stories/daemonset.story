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
pod/agent-r9j8m   1/1     Running   0          3s    10.244.2.2   w2-k8s   <none>           <none>
pod/agent-vzh42   1/1     Running   0          3s    10.244.3.2   w3-k8s   <none>           <none>
pod/agent-z2cl6   1/1     Running   0          3s    10.244.1.2   w1-k8s   <none>           <none>
kubectl get controllerrevisions
----
NAME               CONTROLLER             REVISION   AGE
agent-5f8bfbdc76   daemonset.apps/agent   1          3s
kubectl set image daemonset/agent agent=nginx:1.28
----
daemonset.apps/agent image updated
trace from=daemonset-controller until=settled
----
3.210s daemonset-controller → apiserver               POST controllerrevisions    agent-5947dd6dc7  because No revision holds this Pod template as the newest one: agent-5947dd6dc7 becomes revision 2.
3.217s apiserver → daemonset-controller               201                         agent-5947dd6dc7 rv=207
3.219s daemonset-controller → apiserver               DELETE pods                 agent-r9j8m  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
3.227s apiserver → daemonset-controller               200                         agent-r9j8m rv=208
3.228s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
3.236s apiserver → daemonset-controller               200                         agent rv=210
3.303s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
3.309s apiserver → daemonset-controller               200                         agent rv=214
3.314s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
3.322s apiserver → daemonset-controller               201                         agent-hqg5j rv=216
3.323s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
3.331s apiserver → daemonset-controller               200                         agent rv=218
3.333s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
3.340s apiserver → daemonset-controller               200                         agent rv=222
6.167s daemonset-controller → apiserver               DELETE pods                 agent-vzh42  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
6.173s apiserver → daemonset-controller               200                         agent-vzh42 rv=230
6.174s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
6.182s apiserver → daemonset-controller               200                         agent rv=232
6.249s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
6.257s apiserver → daemonset-controller               200                         agent rv=236
6.259s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
6.266s apiserver → daemonset-controller               201                         agent-nqpkk rv=238
6.267s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
6.273s apiserver → daemonset-controller               200                         agent rv=240
6.275s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
6.282s apiserver → daemonset-controller               200                         agent rv=242
9.163s daemonset-controller → apiserver               DELETE pods                 agent-z2cl6  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
9.170s apiserver → daemonset-controller               200                         agent-z2cl6 rv=254
9.171s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
9.179s apiserver → daemonset-controller               200                         agent rv=256
9.246s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
9.252s apiserver → daemonset-controller               200                         agent rv=260
9.254s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
9.260s apiserver → daemonset-controller               201                         agent-mzh28 rv=262
9.261s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
9.269s apiserver → daemonset-controller               200                         agent rv=264
9.271s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
9.278s apiserver → daemonset-controller               200                         agent rv=268
12.373s daemonset-controller → apiserver              PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 3 of them ready: nothing to place.
12.380s apiserver → daemonset-controller              200                         agent rv=275
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
