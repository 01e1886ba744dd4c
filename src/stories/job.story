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
0.015s job-controller → apiserver                     POST pods                   pi-  because 0 of 4 succeeded and 0 are running: 2 more Pods created.
0.021s apiserver → job-controller                     201                         pi-hz6n4 rv=210
0.022s job-controller → apiserver                     POST pods                   pi-  because 0 of 4 succeeded and 0 are running: 2 more Pods created.
0.030s apiserver → job-controller                     201                         pi-rrp59 rv=212
0.031s job-controller → apiserver                     PUT jobs/status             pi  because 0 of 4 succeeded and 0 are running: 2 more Pods created.
0.038s apiserver → job-controller                     200                         pi rv=215
1.040s job-controller → apiserver                     POST pods                   pi-  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.048s apiserver → job-controller                     201                         pi-kh7pz rv=231
1.049s job-controller → apiserver                     POST pods                   pi-  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.056s apiserver → job-controller                     201                         pi-gdbfb rv=233
1.057s job-controller → apiserver                     PUT jobs/status             pi  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.064s apiserver → job-controller                     200                         pi rv=236
1.065s job-controller → apiserver                     PATCH pods                  pi-hz6n4  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.065s job-controller → apiserver                     PATCH pods                  pi-rrp59  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.073s apiserver → job-controller                     200                         pi-hz6n4 rv=240
1.073s apiserver → job-controller                     200                         pi-rrp59 rv=241
1.074s job-controller → apiserver                     PUT jobs/status             pi  because The ended Pods are counted: 2 succeeded, 0 failed.
1.082s apiserver → job-controller                     200                         pi rv=244
2.084s job-controller → apiserver                     PUT jobs/status             pi  because 4 of 4 succeeded: the Job is complete.
2.090s apiserver → job-controller                     200                         pi rv=255
2.091s job-controller → apiserver                     PATCH pods                  pi-gdbfb  because 4 of 4 succeeded: the Job is complete.
2.091s job-controller → apiserver                     PATCH pods                  pi-kh7pz  because 4 of 4 succeeded: the Job is complete.
2.097s apiserver → job-controller                     200                         pi-gdbfb rv=256
2.098s apiserver → job-controller                     200                         pi-kh7pz rv=257
2.099s job-controller → apiserver                     PUT jobs/status             pi  because The ended Pods are counted: 4 succeeded, 0 failed.
2.107s apiserver → job-controller                     200                         pi rv=258
kubectl get jobs,pods
----
NAME           STATUS     COMPLETIONS   DURATION   AGE
job.batch/pi   Complete   4/4           2s         3s

NAME           READY   STATUS      RESTARTS   AGE
pod/pi-gdbfb   0/1     Completed   0          2s
pod/pi-hz6n4   0/1     Completed   0          3s
pod/pi-kh7pz   0/1     Completed   0          2s
pod/pi-rrp59   0/1     Completed   0          3s
kubectl events --for job/pi
----
LAST SEEN   TYPE     REASON             OBJECT   MESSAGE
3s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-hz6n4
3s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-rrp59
2s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-kh7pz
2s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-gdbfb
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
    batch.kubernetes.io/controller-uid: aafe184e-152b-4bab-9ca8-ce47ebc6d3fb
    batch.kubernetes.io/job-name: pi
    controller-uid: aafe184e-152b-4bab-9ca8-ce47ebc6d3fb
    job-name: pi
  name: pi
  namespace: default
  resourceVersion: "258"
  uid: aafe184e-152b-4bab-9ca8-ce47ebc6d3fb
spec:
  backoffLimit: 6
  completionMode: NonIndexed
  completions: 4
  manualSelector: false
  parallelism: 2
  podReplacementPolicy: TerminatingOrFailed
  selector:
    matchLabels:
      batch.kubernetes.io/controller-uid: aafe184e-152b-4bab-9ca8-ce47ebc6d3fb
  suspend: false
  template:
    metadata:
      creationTimestamp: null
      labels:
        batch.kubernetes.io/controller-uid: aafe184e-152b-4bab-9ca8-ce47ebc6d3fb
        batch.kubernetes.io/job-name: pi
        controller-uid: aafe184e-152b-4bab-9ca8-ce47ebc6d3fb
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
pod/bad-42dvv   0/1     Error    0          50s
pod/bad-667rg   0/1     Error    0          60s
kubectl events --for job/bad
----
LAST SEEN   TYPE      REASON                 OBJECT    MESSAGE
60s         Normal    SuccessfulCreate       Job/bad   Created pod: bad-667rg
50s         Normal    SuccessfulCreate       Job/bad   Created pod: bad-42dvv
49s         Warning   BackoffLimitExceeded   Job/bad   Job has reached the specified backoff limit
kubectl delete job bad
----
job.batch "bad" deleted
settle
kubectl get jobs,pods
----
No resources found in default namespace.
