# What STATUS says of init containers and sidecars in each state.
# Source: kubernetes.io/docs/tasks/debug/debug-application/debug-init-containers
cluster seed=7 nodes=1 quiet
file two.yaml
  apiVersion: v1
  kind: Pod
  metadata:
    name: two
  spec:
    initContainers:
    - {name: first, image: "busybox:1.36", command: [sleep, "4"]}
    - {name: second, image: "busybox:1.36", command: [sleep, "4"]}
    containers:
    - {name: main, image: "nginx:1.27"}
file fails.yaml
  apiVersion: v1
  kind: Pod
  metadata:
    name: fails
  spec:
    initContainers:
    - {name: first, image: "busybox:1.36", command: [sh, -c, "sleep 2; exit 3"]}
    containers:
    - {name: main, image: "nginx:1.27"}
file never.yaml
  apiVersion: v1
  kind: Pod
  metadata:
    name: never
  spec:
    restartPolicy: Never
    initContainers:
    - {name: first, image: "busybox:1.36", command: [sh, -c, "exit 3"]}
    containers:
    - {name: main, image: "nginx:1.27"}
file image.yaml
  apiVersion: v1
  kind: Pod
  metadata:
    name: image
  spec:
    initContainers:
    - {name: first, image: "busybox:nope"}
    containers:
    - {name: main, image: "nginx:1.27"}
file sidecar.yaml
  apiVersion: batch/v1
  kind: Job
  metadata:
    name: job
  spec:
    template:
      spec:
        restartPolicy: Never
        initContainers:
        - name: logger
          image: hello:slow
          restartPolicy: Always
          startupProbe:
            httpGet: {path: /, port: 80}
            periodSeconds: 1
            failureThreshold: 60
        containers:
        - {name: work, image: "busybox:1.36", command: [sleep, "5"]}
apply two.yaml
----
pod/two created
apply fails.yaml
----
pod/fails created
apply never.yaml
----
pod/never created
apply image.yaml
----
pod/image created
apply sidecar.yaml
----
job.batch/job created
run 200ms
kubectl get pods
----
NAME        READY   STATUS     RESTARTS   AGE
fails       0/1     Init:0/1   0          0s
image       0/1     Init:0/1   0          0s
job-zg25b   0/2     Init:0/1   0          0s
never       0/1     Init:0/1   0          0s
two         0/1     Init:0/2   0          0s
run 2s
kubectl get pods
----
NAME        READY   STATUS              RESTARTS   AGE
fails       0/1     Init:0/1            0          2s
image       0/1     Init:ErrImagePull   0          2s
job-zg25b   0/2     Init:0/1            0          2s
never       0/1     Init:Error          0          2s
two         0/1     Init:0/2            0          2s
run 2s
kubectl get pods
----
NAME        READY   STATUS              RESTARTS     AGE
fails       0/1     Init:0/1            1 (2s ago)   4s
image       0/1     Init:ErrImagePull   0            4s
job-zg25b   0/2     Init:0/1            0            4s
never       0/1     Init:Error          0            4s
two         0/1     Init:0/2            0            4s
run 5s
kubectl get pods
----
NAME        READY   STATUS              RESTARTS     AGE
fails       0/1     Init:Error          1 (7s ago)   9s
image       0/1     Init:ErrImagePull   0            9s
job-zg25b   0/2     Init:0/1            0            9s
never       0/1     Init:Error          0            9s
two         0/1     Init:1/2            0            9s
run 1500ms
kubectl get pods
----
NAME        READY   STATUS              RESTARTS     AGE
fails       0/1     Init:Error          1 (8s ago)   10s
image       0/1     Init:ErrImagePull   0            10s
job-zg25b   0/2     Init:0/1            0            10s
never       0/1     Init:Error          0            10s
two         0/1     PodInitializing     0            10s
run 12s
kubectl get pods
----
NAME        READY   STATUS                  RESTARTS      AGE
fails       0/1     Init:Error              2 (18s ago)   22s
image       0/1     Init:ImagePullBackOff   0             22s
job-zg25b   2/2     Running                 0             22s
never       0/1     Init:Error              0             22s
two         1/1     Running                 0             22s
run 8s
kubectl get pods
----
NAME        READY   STATUS              RESTARTS      AGE
fails       0/1     Init:Error          2 (26s ago)   30s
image       0/1     Init:ErrImagePull   0             30s
job-zg25b   0/2     Completed           0             30s
never       0/1     Init:Error          0             30s
two         1/1     Running             0             30s
run 60s
kubectl get pods
----
NAME        READY   STATUS                  RESTARTS      AGE
fails       0/1     Init:CrashLoopBackOff   3 (45s ago)   90s
image       0/1     Init:ImagePullBackOff   0             90s
job-zg25b   0/2     Completed               0             90s
never       0/1     Init:Error              0             90s
two         1/1     Running                 0             90s
kubectl get pod never -o jsonpath={.status.phase}
----
Failed
