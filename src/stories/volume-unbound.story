# A Pod that was put on a node by hand waits there for its claim; the kubelet says so after two minutes.
# Source: kubernetes.io/docs/concepts/storage/persistent-volumes#binding
cluster seed=7 nodes=2 quiet
file pod.yaml
  apiVersion: v1
  kind: Pod
  metadata:
    name: reader
  spec:
    nodeName: w1-k8s
    containers:
    - name: web
      image: nginx:1.27
      volumeMounts:
      - {name: notes, mountPath: /data}
    volumes:
    - name: notes
      persistentVolumeClaim: {claimName: notes}
file claim.yaml
  apiVersion: v1
  kind: PersistentVolumeClaim
  metadata:
    name: notes
  spec:
    storageClassName: slow
    accessModes: [ReadWriteOnce]
    resources:
      requests: {storage: 1Gi}
file volume.yaml
  apiVersion: v1
  kind: PersistentVolume
  metadata:
    name: disk
  spec:
    storageClassName: slow
    capacity: {storage: 1Gi}
    accessModes: [ReadWriteOnce]
    hostPath: {path: /mnt/notes}
apply pod.yaml
----
pod/reader created
run 130s
kubectl get pod reader
----
NAME     READY   STATUS              RESTARTS   AGE
reader   0/1     ContainerCreating   0          2m10s
kubectl get events --field-selector involvedObject.name=reader
----
LAST SEEN   TYPE      REASON        OBJECT       MESSAGE
7s          Warning   FailedMount   pod/reader   Unable to attach or mount volumes: unmounted volumes=[notes], unattached volumes=[], failed to process volumes=[notes]: error processing PVC default/notes: failed to fetch PVC from API server: persistentvolumeclaims "notes" not found
apply claim.yaml
----
persistentvolumeclaim/notes created
run 130s
kubectl get events --field-selector involvedObject.name=reader
----
LAST SEEN   TYPE      REASON        OBJECT       MESSAGE
2m17s       Warning   FailedMount   pod/reader   Unable to attach or mount volumes: unmounted volumes=[notes], unattached volumes=[], failed to process volumes=[notes]: error processing PVC default/notes: failed to fetch PVC from API server: persistentvolumeclaims "notes" not found
11s         Warning   FailedMount   pod/reader   Unable to attach or mount volumes: unmounted volumes=[notes], unattached volumes=[], failed to process volumes=[notes]: error processing PVC default/notes: PVC is not bound
apply volume.yaml
----
persistentvolume/disk created
run 30s
kubectl get pod,pvc
----
NAME         READY   STATUS    RESTARTS   AGE
pod/reader   1/1     Running   0          4m50s

NAME                          STATUS   VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
persistentvolumeclaim/notes   Bound    disk     1Gi        RWO            slow           <unset>                 2m40s
