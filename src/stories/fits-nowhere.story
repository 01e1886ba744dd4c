# A request larger than any node: the scheduler says of every node why not, and the Pod waits until something changes.
# Source: kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler
cluster seed=7 nodes=2 quiet
file big.yaml
  apiVersion: v1
  kind: Pod
  metadata:
    name: big
  spec:
    containers:
      - name: big
        image: nginx:1.27
        resources:
          requests:
            cpu: "64"
apply big.yaml
----
pod/big created
trace until=5s
----
0.007s kubectl → apiserver                            POST pods                   big
0.010s apiserver → etcd                               txn put                     /registry/pods/default/big
0.013s apiserver → scheduler                          watch ▸ ADDED Pod           big
0.015s scheduler → apiserver                          PATCH pods/status           big  because 0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient cpu. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.
0.018s apiserver → etcd                               txn put                     /registry/pods/default/big
kubectl get pod big
----
NAME   READY   STATUS    RESTARTS   AGE
big    0/1     Pending   0          5s
kubectl describe pod big
----
Name:             big
Namespace:        default
Priority:         0
Service Account:  default
Node:             <none>
Labels:           <none>
Annotations:      <none>
Status:           Pending
IP:               
IPs:              <none>
Containers:
  big:
    Image:      nginx:1.27
    Port:       <none>
    Host Port:  <none>
    Requests:
      cpu:        64
    Environment:  <none>
    Mounts:
      /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-h7wb8 (ro)
Conditions:
  Type           Status
  PodScheduled   False 
Volumes:
  kube-api-access-h7wb8:
    Type:                    Projected (a volume that contains injected data from multiple sources)
    TokenExpirationSeconds:  3607
    ConfigMapName:           kube-root-ca.crt
    Optional:                false
    DownwardAPI:             true
QoS Class:                   Burstable
Node-Selectors:              <none>
Tolerations:                 node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
                             node.kubernetes.io/unreachable:NoExecute op=Exists for 300s
Events:
  Type     Reason            Age   From               Message
  ----     ------            ----  ----               -------
  Warning  FailedScheduling  5s    default-scheduler  0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient cpu. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.
