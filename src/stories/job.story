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
0.022s apiserver → job-controller                     201                         pi-fk2w5 rv=154
0.023s job-controller → apiserver                     POST pods                   pi-  because 0 of 4 succeeded and 0 are running: 2 more Pods created.
0.030s apiserver → job-controller                     201                         pi-9nsdg rv=156
0.031s job-controller → apiserver                     PUT jobs/status             pi  because 0 of 4 succeeded and 0 are running: 2 more Pods created.
0.039s apiserver → job-controller                     200                         pi rv=159
2.167s job-controller → apiserver                     POST pods                   pi-  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
2.173s apiserver → job-controller                     201                         pi-srg2t rv=177
2.174s job-controller → apiserver                     POST pods                   pi-  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
2.181s apiserver → job-controller                     201                         pi-gvp9r rv=179
2.182s job-controller → apiserver                     PUT jobs/status             pi  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
2.189s apiserver → job-controller                     200                         pi rv=182
2.190s job-controller → apiserver                     PATCH pods                  pi-9nsdg  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
2.190s job-controller → apiserver                     PATCH pods                  pi-fk2w5  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
2.196s apiserver → job-controller                     200                         pi-9nsdg rv=186
2.198s apiserver → job-controller                     200                         pi-fk2w5 rv=187
2.199s job-controller → apiserver                     PUT jobs/status             pi  because The ended Pods are counted: 2 succeeded, 0 failed.
2.207s apiserver → job-controller                     200                         pi rv=190
3.209s job-controller → apiserver                     PUT jobs/status             pi  because 3 of 4 succeeded, 0 failed, 1 are running.
3.215s apiserver → job-controller                     200                         pi rv=199
3.216s job-controller → apiserver                     PATCH pods                  pi-gvp9r  because 3 of 4 succeeded, 0 failed, 1 are running.
3.222s apiserver → job-controller                     200                         pi-gvp9r rv=200
3.223s job-controller → apiserver                     PUT jobs/status             pi  because The ended Pods are counted: 3 succeeded, 0 failed.
3.230s apiserver → job-controller                     200                         pi rv=201
4.232s job-controller → apiserver                     PUT jobs/status             pi  because 4 of 4 succeeded: the Job is complete.
4.238s apiserver → job-controller                     200                         pi rv=204
4.239s job-controller → apiserver                     PATCH pods                  pi-srg2t  because 4 of 4 succeeded: the Job is complete.
4.245s apiserver → job-controller                     200                         pi-srg2t rv=205
4.246s job-controller → apiserver                     PUT jobs/status             pi  because The ended Pods are counted: 4 succeeded, 0 failed.
4.253s apiserver → job-controller                     200                         pi rv=208
kubectl get jobs,pods
----
NAME           STATUS     COMPLETIONS   DURATION   AGE
job.batch/pi   Complete   4/4           4s         5s

NAME           READY   STATUS      RESTARTS   AGE
pod/pi-9nsdg   0/1     Completed   0          5s
pod/pi-fk2w5   0/1     Completed   0          5s
pod/pi-gvp9r   0/1     Completed   0          3s
pod/pi-srg2t   0/1     Completed   0          3s
kubectl events --for job/pi
----
LAST SEEN   TYPE     REASON             OBJECT   MESSAGE
5s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-fk2w5
5s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-9nsdg
3s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-srg2t
3s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-gvp9r
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
    batch.kubernetes.io/controller-uid: ed03e6df-7fcc-4e01-be76-2dac98b907c0
    batch.kubernetes.io/job-name: pi
    controller-uid: ed03e6df-7fcc-4e01-be76-2dac98b907c0
    job-name: pi
  name: pi
  namespace: default
  resourceVersion: "208"
  uid: ed03e6df-7fcc-4e01-be76-2dac98b907c0
spec:
  backoffLimit: 6
  completionMode: NonIndexed
  completions: 4
  manualSelector: false
  parallelism: 2
  podReplacementPolicy: TerminatingOrFailed
  selector:
    matchLabels:
      batch.kubernetes.io/controller-uid: ed03e6df-7fcc-4e01-be76-2dac98b907c0
  suspend: false
  template:
    metadata:
      creationTimestamp: null
      labels:
        batch.kubernetes.io/controller-uid: ed03e6df-7fcc-4e01-be76-2dac98b907c0
        batch.kubernetes.io/job-name: pi
        controller-uid: ed03e6df-7fcc-4e01-be76-2dac98b907c0
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
  completionTime: "2025-06-01T00:01:04Z"
  conditions:
  - lastProbeTime: "2025-06-01T00:01:04Z"
    lastTransitionTime: "2025-06-01T00:01:04Z"
    message: Reached expected number of succeeded pods
    reason: CompletionsReached
    status: "True"
    type: SuccessCriteriaMet
  - lastProbeTime: "2025-06-01T00:01:04Z"
    lastTransitionTime: "2025-06-01T00:01:04Z"
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
pod/bad-dkkfh   0/1     Error    0          50s
pod/bad-tgjjx   0/1     Error    0          60s
kubectl events --for job/bad
----
LAST SEEN   TYPE      REASON                 OBJECT    MESSAGE
60s         Normal    SuccessfulCreate       Job/bad   Created pod: bad-tgjjx
50s         Normal    SuccessfulCreate       Job/bad   Created pod: bad-dkkfh
48s         Warning   BackoffLimitExceeded   Job/bad   Job has reached the specified backoff limit
kubectl delete job bad
----
job.batch "bad" deleted
settle
kubectl get jobs,pods
----
No resources found in default namespace.
