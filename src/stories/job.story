# A Job runs Pods until enough of them succeeded; another one gives up after too many failures.
# Source: kubernetes.io/docs/concepts/workloads/controllers/job
cluster seed=7 nodes=2 quiet
file job.yaml
  apiVersion: batch/v1
  kind: Job
  metadata:
    name: pi
  spec:
    completions: 4
    parallelism: 2
    ttlSecondsAfterFinished: 60
    template:
      spec:
        restartPolicy: Never
        containers:
        - name: pi
          image: busybox:1.36
          command: [echo, "3.14159"]
apply job.yaml
----
job.batch/pi created
trace from=job-controller until=settled
----
0.016s job-controller → apiserver                     POST pods                   pi-  because 0 of 4 succeeded and 0 are running: 2 more Pods created.
0.022s apiserver → job-controller                     201                         pi-p8csn rv=188
0.023s job-controller → apiserver                     POST pods                   pi-  because 0 of 4 succeeded and 0 are running: 2 more Pods created.
0.030s apiserver → job-controller                     201                         pi-fw6n4 rv=190
0.031s job-controller → apiserver                     PUT jobs/status             pi  because 0 of 4 succeeded and 0 are running: 2 more Pods created.
0.039s apiserver → job-controller                     200                         pi rv=193
1.041s job-controller → apiserver                     POST pods                   pi-  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.047s apiserver → job-controller                     201                         pi-s776l rv=209
1.048s job-controller → apiserver                     POST pods                   pi-  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.055s apiserver → job-controller                     201                         pi-xsv4z rv=211
1.056s job-controller → apiserver                     PUT jobs/status             pi  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.064s apiserver → job-controller                     200                         pi rv=214
1.065s job-controller → apiserver                     PATCH pods                  pi-fw6n4  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.065s job-controller → apiserver                     PATCH pods                  pi-p8csn  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.071s apiserver → job-controller                     200                         pi-fw6n4 rv=218
1.073s apiserver → job-controller                     200                         pi-p8csn rv=219
1.074s job-controller → apiserver                     PUT jobs/status             pi  because The ended Pods are counted: 2 succeeded, 0 failed.
1.081s apiserver → job-controller                     200                         pi rv=222
2.083s job-controller → apiserver                     PUT jobs/status             pi  because 4 of 4 succeeded: the Job is complete.
2.090s apiserver → job-controller                     200                         pi rv=234
2.091s job-controller → apiserver                     PATCH pods                  pi-s776l  because 4 of 4 succeeded: the Job is complete.
2.091s job-controller → apiserver                     PATCH pods                  pi-xsv4z  because 4 of 4 succeeded: the Job is complete.
2.098s apiserver → job-controller                     200                         pi-s776l rv=235
2.098s apiserver → job-controller                     200                         pi-xsv4z rv=236
2.099s job-controller → apiserver                     PUT jobs/status             pi  because The ended Pods are counted: 4 succeeded, 0 failed.
2.107s apiserver → job-controller                     200                         pi rv=237
kubectl get jobs,pods
----
NAME           STATUS     COMPLETIONS   DURATION   AGE
job.batch/pi   Complete   4/4           2s         3s

NAME           READY   STATUS      RESTARTS   AGE
pod/pi-fw6n4   0/1     Completed   0          3s
pod/pi-p8csn   0/1     Completed   0          3s
pod/pi-s776l   0/1     Completed   0          2s
pod/pi-xsv4z   0/1     Completed   0          2s
kubectl events --for job/pi
----
LAST SEEN   TYPE     REASON             OBJECT   MESSAGE
3s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-p8csn
3s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-fw6n4
2s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-s776l
2s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-xsv4z
1s          Normal   Completed          Job/pi   Job completed
kubectl get job pi -o yaml
----
apiVersion: batch/v1
kind: Job
metadata:
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"batch/v1","kind":"Job","metadata":{"annotations":{},"name":"pi","namespace":"default"},"spec":{"completions":4,"parallelism":2,"template":{"spec":{"containers":[{"command":["echo","3.14159"],"image":"busybox:1.36","name":"pi"}],"restartPolicy":"Never"}},"ttlSecondsAfterFinished":60}}
  creationTimestamp: "2025-06-01T00:01:00Z"
  generation: 1
  labels:
    batch.kubernetes.io/controller-uid: e902b2f2-180e-4be4-ad72-d4d22d1b8e8e
    batch.kubernetes.io/job-name: pi
    controller-uid: e902b2f2-180e-4be4-ad72-d4d22d1b8e8e
    job-name: pi
  name: pi
  namespace: default
  resourceVersion: "237"
  uid: e902b2f2-180e-4be4-ad72-d4d22d1b8e8e
spec:
  backoffLimit: 6
  completionMode: NonIndexed
  completions: 4
  manualSelector: false
  parallelism: 2
  podReplacementPolicy: TerminatingOrFailed
  selector:
    matchLabels:
      batch.kubernetes.io/controller-uid: e902b2f2-180e-4be4-ad72-d4d22d1b8e8e
  suspend: false
  template:
    metadata:
      creationTimestamp: null
      labels:
        batch.kubernetes.io/controller-uid: e902b2f2-180e-4be4-ad72-d4d22d1b8e8e
        batch.kubernetes.io/job-name: pi
        controller-uid: e902b2f2-180e-4be4-ad72-d4d22d1b8e8e
        job-name: pi
    spec:
      containers:
      - command:
        - echo
        - "3.14159"
        image: busybox:1.36
        imagePullPolicy: IfNotPresent
        name: pi
        resources: {}
        terminationMessagePath: /dev/termination-log
        terminationMessagePolicy: File
      dnsPolicy: ClusterFirst
      restartPolicy: Never
      schedulerName: default-scheduler
      securityContext: {}
      terminationGracePeriodSeconds: 30
  ttlSecondsAfterFinished: 60
status:
  completionTime: "2025-06-01T00:01:02Z"
  conditions:
  - lastProbeTime: "2025-06-01T00:01:02Z"
    lastTransitionTime: "2025-06-01T00:01:02Z"
    message: Reached expected number of succeeded pods
    reason: CompletionsReached
    status: "True"
    type: SuccessCriteriaMet
  - lastProbeTime: "2025-06-01T00:01:02Z"
    lastTransitionTime: "2025-06-01T00:01:02Z"
    message: Reached expected number of succeeded pods
    reason: CompletionsReached
    status: "True"
    type: Complete
  ready: 0
  startTime: "2025-06-01T00:01:00Z"
  succeeded: 4
  terminating: 0
  uncountedTerminatedPods: {}
run 90s
kubectl get jobs,pods
----
No resources found in default namespace.
file bad.yaml
  apiVersion: batch/v1
  kind: Job
  metadata:
    name: bad
  spec:
    backoffLimit: 1
    template:
      spec:
        restartPolicy: Never
        containers:
        - name: bad
          image: busybox:1.36
          command: [sh, -c, "exit 3"]
apply bad.yaml
----
job.batch/bad created
run 60s
kubectl get jobs,pods
----
NAME            STATUS   COMPLETIONS   DURATION   AGE
job.batch/bad   Failed   0/1           60s        60s

NAME            READY   STATUS   RESTARTS   AGE
pod/bad-6wb6p   0/1     Error    0          60s
pod/bad-mxgdl   0/1     Error    0          50s
kubectl events --for job/bad
----
LAST SEEN   TYPE      REASON                 OBJECT    MESSAGE
60s         Normal    SuccessfulCreate       Job/bad   Created pod: bad-6wb6p
50s         Normal    SuccessfulCreate       Job/bad   Created pod: bad-mxgdl
49s         Warning   BackoffLimitExceeded   Job/bad   Job has reached the specified backoff limit
kubectl delete job bad
----
job.batch "bad" deleted
settle
kubectl get jobs,pods
----
No resources found in default namespace.
