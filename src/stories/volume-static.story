# A claim finds the volume that fits it, a Pod waits for both, and what it wrote is there for the next one.
# Source: kubernetes.io/docs/tasks/configure-pod-container/configure-persistent-volume-storage
cluster seed=7 nodes=2 quiet
file claim.yaml
  apiVersion: v1
  kind: PersistentVolumeClaim
  metadata:
    name: notes
  spec:
    storageClassName: manual
    accessModes: [ReadWriteOnce]
    resources:
      requests: {storage: 3Gi}
file pod.yaml
  apiVersion: v1
  kind: Pod
  metadata:
    name: writer
  spec:
    nodeSelector: {kubernetes.io/hostname: w1-k8s}
    containers:
    - name: sh
      image: busybox:1.36
      command: [sh, -c, "cat /data/note; echo kept > /data/note; sleep 3600"]
      volumeMounts:
      - {name: notes, mountPath: /data}
    volumes:
    - name: notes
      persistentVolumeClaim: {claimName: notes}
file volume.yaml
  apiVersion: v1
  kind: PersistentVolume
  metadata:
    name: disk
  spec:
    storageClassName: manual
    capacity: {storage: 5Gi}
    accessModes: [ReadWriteOnce]
    hostPath: {path: /mnt/data}
apply pod.yaml
----
pod/writer created
settle
kubectl get events --field-selector reason=FailedScheduling -o custom-columns=MESSAGE:.message
----
MESSAGE
0/3 nodes are available: persistentvolumeclaim "notes" not found. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.
apply claim.yaml
----
persistentvolumeclaim/notes created
settle
kubectl get pvc,pod
----
NAME                          STATUS    VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
persistentvolumeclaim/notes   Pending                                      manual         <unset>                 0s

NAME         READY   STATUS    RESTARTS   AGE
pod/writer   0/1     Pending   0          0s
kubectl describe pvc notes
----
Name:          notes
Namespace:     default
StorageClass:  manual
Status:        Pending
Volume:        
Labels:        <none>
Annotations:   <none>
Finalizers:    [kubernetes.io/pvc-protection]
Capacity:      
Access Modes:  
VolumeMode:    Filesystem
Used By:       writer
Events:
  Type     Reason              Age   From                         Message
  ----     ------              ----  ----                         -------
  Warning  ProvisioningFailed  0s    persistentvolume-controller  storageclass.storage.k8s.io "manual" not found
apply volume.yaml
----
persistentvolume/disk created
trace from=persistentvolume-binder-controller until=20s
----
0.095s persistentvolume-binder-controller → apiserver  PUT persistentvolumes/status  disk  because The volume disk belongs to nobody: it is available.
0.102s apiserver → persistentvolume-binder-controller  200                         disk rv=217
15.025s persistentvolume-binder-controller → apiserver  PUT persistentvolumes       disk  because The volume disk fits the claim notes: the two are bound to each other.
15.033s apiserver → persistentvolume-binder-controller  200                         disk rv=225
15.034s persistentvolume-binder-controller → apiserver  PUT persistentvolumes/status  disk  because The volume disk fits the claim notes: the two are bound to each other.
15.041s apiserver → persistentvolume-binder-controller  200                         disk rv=226
15.042s persistentvolume-binder-controller → apiserver  PUT persistentvolumeclaims  notes  because The volume disk fits the claim notes: the two are bound to each other.
15.050s apiserver → persistentvolume-binder-controller  200                         notes rv=228
15.051s persistentvolume-binder-controller → apiserver  PUT persistentvolumeclaims/status  notes  because The volume disk fits the claim notes: the two are bound to each other.
15.058s apiserver → persistentvolume-binder-controller  200                         notes rv=230
kubectl get pv,pvc,pod
----
NAME                    CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS   CLAIM           STORAGECLASS   VOLUMEATTRIBUTESCLASS   REASON   AGE
persistentvolume/disk   5Gi        RWO            Retain           Bound    default/notes   manual         <unset>                          20s

NAME                          STATUS   VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
persistentvolumeclaim/notes   Bound    disk     5Gi        RWO            manual         <unset>                 20s

NAME         READY   STATUS    RESTARTS   AGE
pod/writer   1/1     Running   0          20s
kubectl logs writer
----
cat: can't open '/data/note': No such file or directory
kubectl delete pod writer
----
pod "writer" deleted
apply pod.yaml
----
pod/writer created
run 5s
kubectl logs writer
----
kept
kubectl delete pvc notes --wait=false
----
persistentvolumeclaim "notes" deleted
settle
kubectl get pvc,pv
----
NAME                          STATUS        VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
persistentvolumeclaim/notes   Terminating   disk     5Gi        RWO            manual         <unset>                 55s

NAME                    CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS   CLAIM           STORAGECLASS   VOLUMEATTRIBUTESCLASS   REASON   AGE
persistentvolume/disk   5Gi        RWO            Retain           Bound    default/notes   manual         <unset>                          55s
kubectl delete pod writer
----
pod "writer" deleted
settle
kubectl get pvc,pv
----
NAME                    CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS     CLAIM           STORAGECLASS   VOLUMEATTRIBUTESCLASS   REASON   AGE
persistentvolume/disk   5Gi        RWO            Retain           Released   default/notes   manual         <unset>                          85s
apply claim.yaml
----
persistentvolumeclaim/notes created
run 20s
kubectl describe pvc notes
----
Name:          notes
Namespace:     default
StorageClass:  manual
Status:        Pending
Volume:        
Labels:        <none>
Annotations:   <none>
Finalizers:    [kubernetes.io/pvc-protection]
Capacity:      
Access Modes:  
VolumeMode:    Filesystem
Used By:       <none>
Events:
  Type     Reason              Age               From                         Message
  ----     ------              ----              ----                         -------
  Warning  ProvisioningFailed  0s (x3 over 20s)  persistentvolume-controller  storageclass.storage.k8s.io "manual" not found
