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
pod/agent-588j2   1/1     Running   0          2s    10.244.2.2   w2-k8s   <none>           <none>
pod/agent-bgzv4   1/1     Running   0          2s    10.244.1.2   w1-k8s   <none>           <none>
pod/agent-g64xs   1/1     Running   0          2s    10.244.3.2   w3-k8s   <none>           <none>
kubectl get controllerrevisions
----
NAME               CONTROLLER             REVISION   AGE
agent-5f8bfbdc76   daemonset.apps/agent   1          2s
kubectl set image daemonset/agent agent=nginx:1.28
----
daemonset.apps/agent image updated
trace from=daemonset-controller until=settled
----
2.747s daemonset-controller → apiserver               POST controllerrevisions    agent-5947dd6dc7  because No revision holds this Pod template as the newest one: agent-5947dd6dc7 becomes revision 2.
2.755s apiserver → daemonset-controller               201                         agent-5947dd6dc7 rv=266
2.757s daemonset-controller → apiserver               DELETE pods                 agent-588j2  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
2.763s apiserver → daemonset-controller               200                         agent-588j2 rv=267
2.764s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
2.771s apiserver → daemonset-controller               200                         agent rv=269
2.838s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
2.844s apiserver → daemonset-controller               200                         agent rv=273
2.846s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
2.853s apiserver → daemonset-controller               201                         agent-zgmhr rv=275
2.854s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
2.861s apiserver → daemonset-controller               200                         agent rv=277
2.863s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
2.870s apiserver → daemonset-controller               200                         agent rv=281
5.565s daemonset-controller → apiserver               DELETE pods                 agent-bgzv4  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
5.572s apiserver → daemonset-controller               200                         agent-bgzv4 rv=288
5.573s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
5.580s apiserver → daemonset-controller               200                         agent rv=290
5.649s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
5.656s apiserver → daemonset-controller               200                         agent rv=295
5.658s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
5.664s apiserver → daemonset-controller               201                         agent-vzh42 rv=296
5.665s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
5.673s apiserver → daemonset-controller               200                         agent rv=298
5.675s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
5.683s apiserver → daemonset-controller               200                         agent rv=302
8.645s daemonset-controller → apiserver               DELETE pods                 agent-g64xs  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
8.652s apiserver → daemonset-controller               200                         agent-g64xs rv=310
8.653s daemonset-controller → apiserver               PUT daemonsets/status       agent  because Pods of an older template give way, only so many nodes at a time: 1 deleted, 0 created.
8.660s apiserver → daemonset-controller               200                         agent rv=312
8.727s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
8.734s apiserver → daemonset-controller               200                         agent rv=316
8.740s daemonset-controller → apiserver               POST pods                   agent-  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
8.747s apiserver → daemonset-controller               201                         agent-z8fw6 rv=318
8.748s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 2 have one: 1 created, 0 deleted.
8.756s apiserver → daemonset-controller               200                         agent rv=320
8.758s daemonset-controller → apiserver               PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 2 of them ready: nothing to place.
8.766s apiserver → daemonset-controller               200                         agent rv=324
11.710s daemonset-controller → apiserver              PUT daemonsets/status       agent  because 3 nodes should run a Pod, 3 have one, 3 of them ready: nothing to place.
11.717s apiserver → daemonset-controller              200                         agent rv=330
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
