# An NFS volume is the same on every node: what one Pod writes, a Pod on another node reads.
# Source: kubernetes.io/docs/concepts/storage/volumes#nfs
cluster seed=7 nodes=2 quiet
file share.yaml
  apiVersion: v1
  kind: PersistentVolume
  metadata:
    name: share
  spec:
    capacity: {storage: 1Gi}
    accessModes: [ReadWriteMany]
    nfs: {server: 192.168.1.10, path: /exports}
  ---
  apiVersion: v1
  kind: PersistentVolumeClaim
  metadata:
    name: share
  spec:
    storageClassName: ""
    accessModes: [ReadWriteMany]
    resources:
      requests: {storage: 1Gi}
file pods.yaml
  apiVersion: v1
  kind: Pod
  metadata:
    name: one
  spec:
    nodeName: w1-k8s
    containers:
    - name: sh
      image: busybox:1.36
      command: [sh, -c, "echo from one > /data/note; sleep 3600"]
      volumeMounts:
      - {name: share, mountPath: /data}
    volumes:
    - name: share
      persistentVolumeClaim: {claimName: share}
  ---
  apiVersion: v1
  kind: Pod
  metadata:
    name: two
  spec:
    nodeName: w2-k8s
    containers:
    - name: sh
      image: busybox:1.36
      command: [sleep, "3600"]
      volumeMounts:
      - {name: share, mountPath: /data}
    volumes:
    - name: share
      persistentVolumeClaim: {claimName: share}
apply share.yaml
----
persistentvolume/share created
persistentvolumeclaim/share created
run 20s
kubectl get pvc share
----
NAME    STATUS   VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
share   Bound    share    1Gi        RWX                           <unset>                 20s
apply pods.yaml
----
pod/one created
pod/two created
settle
kubectl exec two -- cat /data/note
----
from one
kubectl exec two -- sh -c 'echo from two > /data/note'
----
settle
kubectl exec one -- cat /data/note
----
from two
kubectl delete pod one two
----
pod "one" deleted
pod "two" deleted
