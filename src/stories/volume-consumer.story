# A class that waits for its consumer: the scheduler chooses node and volume together, and the Pod goes where its volume is.
# Source: kubernetes.io/docs/concepts/storage/storage-classes#volume-binding-mode
cluster seed=7 nodes=2 quiet
file claim.yaml
  apiVersion: storage.k8s.io/v1
  kind: StorageClass
  metadata:
    name: local
  provisioner: kubernetes.io/no-provisioner
  volumeBindingMode: WaitForFirstConsumer
  ---
  apiVersion: v1
  kind: PersistentVolumeClaim
  metadata:
    name: notes
  spec:
    storageClassName: local
    accessModes: [ReadWriteOnce]
    resources:
      requests: {storage: 1Gi}
file volume.yaml
  apiVersion: v1
  kind: PersistentVolume
  metadata:
    name: disk-w2
  spec:
    storageClassName: local
    capacity: {storage: 1Gi}
    accessModes: [ReadWriteOnce]
    local: {path: /mnt/disks/a}
    nodeAffinity:
      required:
        nodeSelectorTerms:
        - matchExpressions:
          - {key: kubernetes.io/hostname, operator: In, values: [w2-k8s]}
file pod.yaml
  apiVersion: v1
  kind: Pod
  metadata:
    name: reader
  spec:
    containers:
    - name: web
      image: nginx:1.27
      volumeMounts:
      - {name: notes, mountPath: /data}
    volumes:
    - name: notes
      persistentVolumeClaim: {claimName: notes}
apply claim.yaml
----
storageclass.storage.k8s.io/local created
persistentvolumeclaim/notes created
settle
kubectl get events --field-selector involvedObject.name=notes
----
LAST SEEN   TYPE     REASON                 OBJECT                        MESSAGE
0s          Normal   WaitForFirstConsumer   persistentvolumeclaim/notes   waiting for first consumer to be created before binding
apply pod.yaml
----
pod/reader created
settle
kubectl get events --field-selector involvedObject.name=reader -o custom-columns=MESSAGE:.message
----
MESSAGE
0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 node(s) didn't find available persistent volumes to bind. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.
apply volume.yaml
----
persistentvolume/disk-w2 created
trace from=scheduler until=settled
----
0.098s scheduler → apiserver                          PUT persistentvolumes       disk-w2  because Of 3 nodes only w2-k8s passed the filters, so nothing had to be scored.
0.105s apiserver → scheduler                          200                         disk-w2 rv=218
1.106s scheduler → apiserver                          bind                        reader → w2-k8s  because Of 3 nodes only w2-k8s passed the filters, so nothing had to be scored.
1.113s apiserver → scheduler                          201
kubectl get pod,pvc,pv -o wide
----
NAME         READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
pod/reader   1/1     Running   0          3s    10.244.2.2   w2-k8s   <none>           <none>

NAME                          STATUS   VOLUME    CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE   VOLUMEMODE
persistentvolumeclaim/notes   Bound    disk-w2   1Gi        RWO            local          <unset>                 3s    Filesystem

NAME                       CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS   CLAIM           STORAGECLASS   VOLUMEATTRIBUTESCLASS   REASON   AGE   VOLUMEMODE
persistentvolume/disk-w2   1Gi        RWO            Retain           Bound    default/notes   local          <unset>                          3s    Filesystem
kubectl delete pv disk-w2 --wait=false
----
persistentvolume "disk-w2" deleted
settle
kubectl get pv
----
NAME      CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS        CLAIM           STORAGECLASS   VOLUMEATTRIBUTESCLASS   REASON   AGE
disk-w2   1Gi        RWO            Retain           Terminating   default/notes   local          <unset>                          3s
kubectl get events --field-selector involvedObject.name=notes
----
LAST SEEN   TYPE     REASON                 OBJECT                        MESSAGE
3s          Normal   WaitForFirstConsumer   persistentvolumeclaim/notes   waiting for first consumer to be created before binding
