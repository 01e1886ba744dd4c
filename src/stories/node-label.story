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
0.040s kubelet@w2-k8s → apiserver                     GET nodes                   w2-k8s
0.044s apiserver → kubelet@w2-k8s                     200                         w2-k8s rv=209
0.045s kubelet@w2-k8s → apiserver                     PATCH pods/status           fast
0.045s kubelet@w2-k8s → runtime@w2-k8s                RunPodSandbox               fast
0.051s apiserver → kubelet@w2-k8s                     200                         fast rv=213
0.187s kubelet@w2-k8s → runtime@w2-k8s                ImageStatus                 fast
0.189s kubelet@w2-k8s → runtime@w2-k8s                PullImage                   fast
2.118s kubelet@w2-k8s → runtime@w2-k8s                CreateContainer             fast
2.149s kubelet@w2-k8s → runtime@w2-k8s                StartContainer              fast
2.555s kubelet@w2-k8s → apiserver                     PATCH pods/status           fast
2.562s apiserver → kubelet@w2-k8s                     200                         fast rv=219
kubectl get pod fast -o wide
----
NAME   READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
fast   1/1     Running   0          2s    10.244.2.2   w2-k8s   <none>           <none>
