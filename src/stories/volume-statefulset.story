# Every Pod of a StatefulSet has its own claim, which is there for the next Pod of that number; a policy may say otherwise.
# Source: kubernetes.io/docs/concepts/workloads/controllers/statefulset
cluster seed=7 nodes=2 quiet
file volumes.yaml
  apiVersion: v1
  kind: PersistentVolume
  metadata:
    name: a
  spec:
    capacity: {storage: 1Gi}
    accessModes: [ReadWriteOnce]
    hostPath: {path: /tmp/a}
    persistentVolumeReclaimPolicy: Delete
  ---
  apiVersion: v1
  kind: PersistentVolume
  metadata:
    name: b
  spec:
    capacity: {storage: 1Gi}
    accessModes: [ReadWriteOnce]
    hostPath: {path: /mnt/b}
    persistentVolumeReclaimPolicy: Delete
file db.yaml
  apiVersion: apps/v1
  kind: StatefulSet
  metadata:
    name: db
  spec:
    serviceName: db
    replicas: 2
    selector:
      matchLabels: {app: db}
    template:
      metadata:
        labels: {app: db}
      spec:
        nodeSelector: {kubernetes.io/hostname: w1-k8s}
        terminationGracePeriodSeconds: 1
        containers:
        - name: sh
          image: busybox:1.36
          command: [sh, -c, "cat /data/name; hostname > /data/name; sleep 3600"]
          volumeMounts:
          - {name: data, mountPath: /data}
    volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: [ReadWriteOnce]
        resources:
          requests: {storage: 1Gi}
apply db.yaml
----
statefulset.apps/db created
settle
kubectl get pods,pvc
----
NAME       READY   STATUS    RESTARTS   AGE
pod/db-0   0/1     Pending   0          0s

NAME                              STATUS    VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
persistentvolumeclaim/data-db-0   Pending                                                     <unset>                 0s
kubectl describe pvc data-db-0
----
Name:          data-db-0
Namespace:     default
StorageClass:  
Status:        Pending
Volume:        
Labels:        app=db
Annotations:   <none>
Finalizers:    [kubernetes.io/pvc-protection]
Capacity:      
Access Modes:  
VolumeMode:    Filesystem
Used By:       db-0
Events:
  Type    Reason         Age   From                         Message
  ----    ------         ----  ----                         -------
  Normal  FailedBinding  0s    persistentvolume-controller  no persistent volumes available for this claim and no storage class is set
apply volumes.yaml
----
persistentvolume/a created
persistentvolume/b created
run 40s
kubectl get pods,pvc
----
NAME       READY   STATUS    RESTARTS   AGE
pod/db-0   1/1     Running   0          40s
pod/db-1   1/1     Running   0          25s

NAME                              STATUS   VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
persistentvolumeclaim/data-db-0   Bound    a        1Gi        RWO                           <unset>                 40s
persistentvolumeclaim/data-db-1   Bound    b        1Gi        RWO                           <unset>                 25s
kubectl delete pod db-0
----
pod "db-0" deleted
run 10s
kubectl logs db-0
----
db-0
kubectl patch statefulset db -p '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Delete","whenDeleted":"Retain"}}}'
----
statefulset.apps/db patched
kubectl scale statefulset db --replicas=1
----
statefulset.apps/db scaled
trace from=statefulset-controller until=20s
----
52.183s statefulset-controller → apiserver            PUT statefulsets/status     db  because All 2 numbered Pods are as they should be.
52.190s apiserver → statefulset-controller            200                         db rv=300
52.201s statefulset-controller → apiserver            PUT persistentvolumeclaims  data-db-1  because The retention policy says with whom the claims go; not yet as it wants: 1.
52.207s apiserver → statefulset-controller            200                         data-db-1 rv=302
52.208s statefulset-controller → apiserver            DELETE pods                 db-1  because The retention policy says with whom the claims go; not yet as it wants: 1.
52.214s apiserver → statefulset-controller            200                         db-1 rv=303
52.215s statefulset-controller → apiserver            PUT statefulsets/status     db  because The retention policy says with whom the claims go; not yet as it wants: 1.
52.223s apiserver → statefulset-controller            200                         db rv=305
52.225s statefulset-controller → apiserver            PUT statefulsets/status     db  because The next step waits until db-1 is ready, or gone.
52.233s apiserver → statefulset-controller            200                         db rv=307
54.231s statefulset-controller → apiserver            PUT statefulsets/status     db  because The next step waits until db-1 is ready, or gone.
54.239s apiserver → statefulset-controller            200                         db rv=311
54.241s statefulset-controller → apiserver            PUT statefulsets/status     db  because All 1 numbered Pods are as they should be.
54.248s apiserver → statefulset-controller            200                         db rv=313
kubectl get pods,pvc,pv
----
NAME       READY   STATUS    RESTARTS   AGE
pod/db-0   1/1     Running   0          30s

NAME                              STATUS   VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
persistentvolumeclaim/data-db-0   Bound    a        1Gi        RWO                           <unset>                 72s

NAME                 CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS   CLAIM               STORAGECLASS   VOLUMEATTRIBUTESCLASS   REASON   AGE
persistentvolume/a   1Gi        RWO            Delete           Bound    default/data-db-0                  <unset>                          72s
persistentvolume/b   1Gi        RWO            Delete           Failed   default/data-db-1                  <unset>                          72s
kubectl delete statefulset db
----
statefulset.apps "db" deleted
run 10s
kubectl delete pvc data-db-0
----
persistentvolumeclaim "data-db-0" deleted
settle
kubectl get pv
----
NAME   CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS   CLAIM               STORAGECLASS   VOLUMEATTRIBUTESCLASS   REASON   AGE
b      1Gi        RWO            Delete           Failed   default/data-db-1                  <unset>                          82s
kubectl get events --field-selector involvedObject.kind=PersistentVolume
----
LAST SEEN   TYPE      REASON               OBJECT               MESSAGE
28s         Warning   VolumeFailedDelete   persistentvolume/b   host_path deleter only supports /tmp/.+ but received provided /mnt/b
