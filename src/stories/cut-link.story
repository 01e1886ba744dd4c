# A cable between a node and the control plane is cut: nobody is told anything, and everybody finds out in time.
# After 40 s without a heartbeat the node counts as unreachable, after another 300 s its Pods go; when the cable is mended
# the kubelet hears of that.
# Source: kubernetes.io/docs/concepts/architecture/nodes (heartbeats, eviction), pkg/controller/nodelifecycle
cluster seed=7
kubectl create deployment web --image=nginx --replicas=2
settle
kubectl get pods -o wide
----
NAME                   READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
web-7957885594-dxrmv   1/1     Running   0          2s    10.244.3.2   w3-k8s   <none>           <none>
web-7957885594-sk24v   1/1     Running   0          2s    10.244.2.2   w2-k8s   <none>           <none>
cut kubelet@w2-k8s apiserver
run 35s
kubectl get nodes
----
NAME     STATUS   ROLES           AGE   VERSION
m-k8s    Ready    control-plane   97s   v1.33.1
w1-k8s   Ready    <none>          97s   v1.33.1
w2-k8s   Ready    <none>          97s   v1.33.1
w3-k8s   Ready    <none>          97s   v1.33.1
# The controller manager looks every 5 s, and waits 40 s for a sign of life.
run 15s
kubectl get nodes
----
NAME     STATUS     ROLES           AGE    VERSION
m-k8s    Ready      control-plane   112s   v1.33.1
w1-k8s   Ready      <none>          112s   v1.33.1
w2-k8s   NotReady   <none>          112s   v1.33.1
w3-k8s   Ready      <none>          112s   v1.33.1
kubectl get node w2-k8s -o jsonpath='{.status.conditions[*].reason}{"\n"}{.spec.taints[*].key}{"\n"}'
----
NodeStatusUnknown NodeStatusUnknown NodeStatusUnknown NodeStatusUnknown
node.kubernetes.io/unreachable node.kubernetes.io/unreachable
kubectl logs $(pod app=web 1)
----
Error from server: Get "https://192.168.1.12:10250/containerLogs/default/web-7957885594-sk24v/nginx": dial tcp 192.168.1.12:10250: i/o timeout
(exit 1)
# The Pods on it are evicted, but nobody can tell whether they have stopped.
run 6m
kubectl get pods -o wide
----
NAME                   READY   STATUS        RESTARTS   AGE     IP           NODE     NOMINATED NODE   READINESS GATES
web-7957885594-dxrmv   1/1     Running       0          7m22s   10.244.3.2   w3-k8s   <none>           <none>
web-7957885594-jv8bl   1/1     Running       0          92s     10.244.1.2   w1-k8s   <none>           <none>
web-7957885594-sk24v   1/1     Terminating   0          7m22s   10.244.2.2   w2-k8s   <none>           <none>
mend kubelet@w2-k8s apiserver
trace from=kubelet@w2-k8s until=30s
----
447.631s kubelet@w2-k8s → apiserver                   PATCH nodes/status          w2-k8s
447.639s apiserver → kubelet@w2-k8s                   200                         w2-k8s rv=424
457.631s kubelet@w2-k8s → apiserver                   PATCH nodes/status          w2-k8s
457.637s apiserver → kubelet@w2-k8s                   200                         w2-k8s rv=430
kubectl get nodes
----
NAME     STATUS   ROLES           AGE     VERSION
m-k8s    Ready    control-plane   8m52s   v1.33.1
w1-k8s   Ready    <none>          8m52s   v1.33.1
w2-k8s   Ready    <none>          8m52s   v1.33.1
w3-k8s   Ready    <none>          8m52s   v1.33.1
kubectl get pods -o wide
----
NAME                   READY   STATUS        RESTARTS   AGE     IP           NODE     NOMINATED NODE   READINESS GATES
web-7957885594-dxrmv   1/1     Running       0          7m52s   10.244.3.2   w3-k8s   <none>           <none>
web-7957885594-jv8bl   1/1     Running       0          2m2s    10.244.1.2   w1-k8s   <none>           <none>
web-7957885594-sk24v   1/1     Terminating   0          7m52s   10.244.2.2   w2-k8s   <none>           <none>
