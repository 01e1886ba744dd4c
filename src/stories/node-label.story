# A node gets a label and a Pod that asks for it follows at once: the kubelet, which knew the node without it, reads it anew.
# Source: kubernetes.io/docs/tasks/configure-pod-container/assign-pods-nodes
cluster seed=7 nodes=2 quiet
kubectl label node w2-k8s disktype=ssd
----
node/w2-k8s labeled
file fast.yaml
  apiVersion: v1
  kind: Pod
  metadata:
    name: fast
  spec:
    nodeSelector:
      disktype: ssd
    containers:
      - name: fast
        image: nginx:1.27
apply fast.yaml
----
pod/fast created
trace from=kubelet@w2-k8s until=settled
----
0.036s kubelet@w2-k8s → apiserver                     GET nodes                   w2-k8s
0.040s apiserver → kubelet@w2-k8s                     200                         w2-k8s rv=209
0.041s kubelet@w2-k8s → apiserver                     PATCH pods/status           fast
0.041s kubelet@w2-k8s → runtime@w2-k8s                RunPodSandbox               fast
0.047s apiserver → kubelet@w2-k8s                     200                         fast rv=213
0.183s kubelet@w2-k8s → runtime@w2-k8s                ImageStatus                 fast
0.185s kubelet@w2-k8s → runtime@w2-k8s                PullImage                   fast
2.157s kubelet@w2-k8s → runtime@w2-k8s                CreateContainer             fast
2.188s kubelet@w2-k8s → runtime@w2-k8s                StartContainer              fast
2.583s kubelet@w2-k8s → apiserver                     PATCH pods/status           fast
2.590s apiserver → kubelet@w2-k8s                     200                         fast rv=220
kubectl get pod fast -o wide
----
NAME   READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
fast   1/1     Running   0          2s    10.244.2.2   w2-k8s   <none>           <none>
