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
0.017s job-controller → apiserver                     POST pods                   pi-  because 0 of 4 succeeded and 0 are running: 2 more Pods created.
0.025s apiserver → job-controller                     201                         pi-89jsh rv=210
0.026s job-controller → apiserver                     POST pods                   pi-  because 0 of 4 succeeded and 0 are running: 2 more Pods created.
0.034s apiserver → job-controller                     201                         pi-rp4kr rv=212
0.035s job-controller → apiserver                     PUT jobs/status             pi  because 0 of 4 succeeded and 0 are running: 2 more Pods created.
0.043s apiserver → job-controller                     200                         pi rv=215
1.045s job-controller → apiserver                     POST pods                   pi-  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.052s apiserver → job-controller                     201                         pi-ggkh7 rv=233
1.053s job-controller → apiserver                     POST pods                   pi-  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.061s apiserver → job-controller                     201                         pi-pmgdb rv=235
1.062s job-controller → apiserver                     PUT jobs/status             pi  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.070s apiserver → job-controller                     200                         pi rv=238
1.071s job-controller → apiserver                     PATCH pods                  pi-89jsh  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.071s job-controller → apiserver                     PATCH pods                  pi-rp4kr  because 2 of 4 succeeded and 0 are running: 2 more Pods created.
1.078s apiserver → job-controller                     200                         pi-89jsh rv=242
1.078s apiserver → job-controller                     200                         pi-rp4kr rv=243
1.079s job-controller → apiserver                     PUT jobs/status             pi  because The ended Pods are counted: 2 succeeded, 0 failed.
1.086s apiserver → job-controller                     200                         pi rv=246
2.088s job-controller → apiserver                     PUT jobs/status             pi  because 4 of 4 succeeded: the Job is complete.
2.096s apiserver → job-controller                     200                         pi rv=257
2.097s job-controller → apiserver                     PATCH pods                  pi-ggkh7  because 4 of 4 succeeded: the Job is complete.
2.097s job-controller → apiserver                     PATCH pods                  pi-pmgdb  because 4 of 4 succeeded: the Job is complete.
2.105s apiserver → job-controller                     200                         pi-ggkh7 rv=258
2.105s apiserver → job-controller                     200                         pi-pmgdb rv=259
2.106s job-controller → apiserver                     PUT jobs/status             pi  because The ended Pods are counted: 4 succeeded, 0 failed.
2.112s apiserver → job-controller                     200                         pi rv=260
kubectl get jobs,pods
----
NAME           STATUS     COMPLETIONS   DURATION   AGE
job.batch/pi   Complete   4/4           2s         3s

NAME           READY   STATUS      RESTARTS   AGE
pod/pi-89jsh   0/1     Completed   0          3s
pod/pi-ggkh7   0/1     Completed   0          2s
pod/pi-pmgdb   0/1     Completed   0          2s
pod/pi-rp4kr   0/1     Completed   0          3s
kubectl events --for job/pi
----
LAST SEEN   TYPE     REASON             OBJECT   MESSAGE
3s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-89jsh
3s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-rp4kr
2s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-ggkh7
2s          Normal   SuccessfulCreate   Job/pi   Created pod: pi-pmgdb
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
    batch.kubernetes.io/controller-uid: 5d50cffa-9fa9-4056-9d86-27ec6e56e8cd
    batch.kubernetes.io/job-name: pi
    controller-uid: 5d50cffa-9fa9-4056-9d86-27ec6e56e8cd
    job-name: pi
  name: pi
  namespace: default
  resourceVersion: "260"
  uid: 5d50cffa-9fa9-4056-9d86-27ec6e56e8cd
spec:
  backoffLimit: 6
  completionMode: NonIndexed
  completions: 4
  manualSelector: false
  parallelism: 2
  podReplacementPolicy: TerminatingOrFailed
  selector:
    matchLabels:
      batch.kubernetes.io/controller-uid: 5d50cffa-9fa9-4056-9d86-27ec6e56e8cd
  suspend: false
  template:
    metadata:
      creationTimestamp: null
      labels:
        batch.kubernetes.io/controller-uid: 5d50cffa-9fa9-4056-9d86-27ec6e56e8cd
        batch.kubernetes.io/job-name: pi
        controller-uid: 5d50cffa-9fa9-4056-9d86-27ec6e56e8cd
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
pod/bad-lh866   0/1     Error    0          60s
pod/bad-vzh42   0/1     Error    0          50s
kubectl events --for job/bad
----
LAST SEEN   TYPE      REASON                 OBJECT    MESSAGE
60s         Normal    SuccessfulCreate       Job/bad   Created pod: bad-lh866
50s         Normal    SuccessfulCreate       Job/bad   Created pod: bad-vzh42
49s         Warning   BackoffLimitExceeded   Job/bad   Job has reached the specified backoff limit
kubectl delete job bad
----
job.batch "bad" deleted
settle
kubectl get jobs,pods
----
No resources found in default namespace.
