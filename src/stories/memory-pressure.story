# A node runs out of memory: it says so, is fenced off, and puts out the Pod that is furthest above its request.
# Source: kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction
cluster seed=7 nodes=1 quiet
file web.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    selector:
      matchLabels: {app: web}
    template:
      metadata:
        labels: {app: web}
      spec:
        containers:
        - name: web
          image: nginx:1.27
          resources:
            requests: {memory: 64Mi}
file hog.yaml
  apiVersion: v1
  kind: Pod
  metadata:
    name: hog
  spec:
    containers:
    - name: hog
      image: polinux/stress
      command: [stress, --vm, "1", --vm-bytes, 7500M]
      resources:
        requests: {memory: 1Gi}
apply web.yaml
----
deployment.apps/web created
settle
apply hog.yaml
----
pod/hog created
settle
kubectl get pods
----
NAME                  READY   STATUS    RESTARTS   AGE
hog                   0/1     Error     0          18s
web-f6cffffb7-5xcl9   1/1     Running   0          20s
kubectl events --for pod/hog
----
LAST SEEN   TYPE      REASON      OBJECT    MESSAGE
18s         Normal    Pulling     Pod/hog   Pulling image "polinux/stress"
17s         Normal    Scheduled   Pod/hog   Successfully assigned default/hog to w1-k8s
17s         Normal    Pulled      Pod/hog   Successfully pulled image "polinux/stress" in 219ms (219ms including waiting). Image size: 4600000 bytes.
17s         Normal    Created     Pod/hog   Created container: hog
17s         Normal    Started     Pod/hog   Started container hog
10s         Normal    Killing     Pod/hog   Stopping container hog
10s         Warning   Evicted     Pod/hog   The node was low on resource: memory. Threshold quantity: 100Mi, available: 61Mi. Container hog was using 7502Mi, request is 1Gi, has larger consumption of memory.
kubectl describe node w1-k8s
----
Name:               w1-k8s
Roles:              <none>
Labels:             beta.kubernetes.io/arch=amd64
                    beta.kubernetes.io/os=linux
                    kubernetes.io/arch=amd64
                    kubernetes.io/hostname=w1-k8s
                    kubernetes.io/os=linux
                    topology.kubernetes.io/zone=a-zone
Annotations:        volumes.kubernetes.io/controller-managed-attach-detach: true
CreationTimestamp:  Sun, 01 Jun 2025 00:00:00 +0000
Taints:             node.kubernetes.io/memory-pressure:NoSchedule
Unschedulable:      false
Lease:
  HolderIdentity:  w1-k8s
  AcquireTime:     <unset>
  RenewTime:       Sun, 01 Jun 2025 00:01:11 +0000
Conditions:
  Type             Status  LastHeartbeatTime                 LastTransitionTime                Reason                         Message
  ----             ------  -----------------                 ------------------                ------                         -------
  MemoryPressure   True    Sun, 01 Jun 2025 00:01:10 +0000   Sun, 01 Jun 2025 00:01:10 +0000   KubeletHasInsufficientMemory   kubelet has insufficient memory available
  DiskPressure     False   Sun, 01 Jun 2025 00:01:10 +0000   Sun, 01 Jun 2025 00:00:00 +0000   KubeletHasNoDiskPressure       kubelet has no disk pressure
  PIDPressure      False   Sun, 01 Jun 2025 00:01:10 +0000   Sun, 01 Jun 2025 00:00:00 +0000   KubeletHasSufficientPID        kubelet has sufficient PID available
  Ready            True    Sun, 01 Jun 2025 00:01:10 +0000   Sun, 01 Jun 2025 00:00:00 +0000   KubeletReady                   kubelet is posting ready status
Addresses:
  InternalIP:  192.168.1.11
  Hostname:    w1-k8s
Capacity:
  cpu:                4
  ephemeral-storage:  40470732Ki
  hugepages-1Gi:      0
  hugepages-2Mi:      0
  memory:             8Gi
  pods:               110
Allocatable:
  cpu:                4
  ephemeral-storage:  37297826611
  hugepages-1Gi:      0
  hugepages-2Mi:      0
  memory:             8092Mi
  pods:               110
System Info:
  Machine ID:                 f20c3f360f4736726a1a946716d7139d
  System UUID:                f20c3f360f4736726a1a946716d7139d
  Boot ID:                    f20c3f360f4736726a1a946716d7139d
  Kernel Version:             6.8.0-60-generic
  OS Image:                   Ubuntu 24.04.2 LTS
  Operating System:           linux
  Architecture:               amd64
  Container Runtime Version:  containerd://2.0.5
  Kubelet Version:            v1.33.1
  Kube-Proxy Version:         
PodCIDR:                      10.244.1.0/24
PodCIDRs:                     10.244.1.0/24
Non-terminated Pods:          (1 in total)
  Namespace                   Name                   CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age
  ---------                   ----                   ------------  ----------  ---------------  -------------  ---
  default                     web-f6cffffb7-5xcl9    0 (0%)        0 (0%)      64Mi (0%)        0 (0%)         20s
Allocated resources:
  (Total limits may be over 100 percent, i.e., overcommitted.)
  Resource           Requests   Limits
  --------           --------   ------
  cpu                0 (0%)     0 (0%)
  memory             64Mi (0%)  0 (0%)
  ephemeral-storage  0 (0%)     0 (0%)
  hugepages-1Gi      0 (0%)     0 (0%)
  hugepages-2Mi      0 (0%)     0 (0%)
Events:
  Type     Reason                     Age   From             Message
  ----     ------                     ----  ----             -------
  Normal   RegisteredNode             80s   node-controller  Node w1-k8s event: Registered Node w1-k8s in Controller
  Normal   NodeAllocatableEnforced    80s   kubelet          Updated Node Allocatable limit across pods
  Normal   Starting                   80s   kubelet          Starting kubelet.
  Normal   NodeHasNoDiskPressure      80s   kubelet          Node w1-k8s status is now: NodeHasNoDiskPressure
  Normal   NodeHasSufficientPID       80s   kubelet          Node w1-k8s status is now: NodeHasSufficientPID
  Normal   NodeHasSufficientMemory    80s   kubelet          Node w1-k8s status is now: NodeHasSufficientMemory
  Normal   NodeReady                  80s   kubelet          Node w1-k8s status is now: NodeReady
  Normal   NodeHasInsufficientMemory  10s   kubelet          Node w1-k8s status is now: NodeHasInsufficientMemory
  Warning  EvictionThresholdMet       10s   kubelet          Attempting to reclaim memory
kubectl get node w1-k8s -o jsonpath={.spec.taints[*].key}
----
node.kubernetes.io/memory-pressure
run 6m
kubectl get node w1-k8s -o jsonpath={.spec.taints}{.status.conditions[0].reason}
----
KubeletHasSufficientMemory
