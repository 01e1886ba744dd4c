# A CronJob makes a Job every minute and keeps the last one that succeeded.
# Source: kubernetes.io/docs/concepts/workloads/controllers/cron-jobs
cluster seed=7 nodes=2 quiet
file cron.yaml
  apiVersion: batch/v1
  kind: CronJob
  metadata:
    name: hello
  spec:
    schedule: "* * * * *"
    successfulJobsHistoryLimit: 1
    jobTemplate:
      spec:
        template:
          spec:
            restartPolicy: OnFailure
            containers:
            - name: hello
              image: busybox:1.28
              command: [echo, hello]
apply cron.yaml
----
cronjob.batch/hello created
run 65s
kubectl get cronjobs,jobs,pods
----
NAME                  SCHEDULE    TIMEZONE   SUSPEND   ACTIVE   LAST SCHEDULE   AGE
cronjob.batch/hello   * * * * *   <none>     False     0        5s              65s

NAME                       STATUS     COMPLETIONS   DURATION   AGE
job.batch/hello-29145602   Complete   1/1           1s         5s

NAME                       READY   STATUS      RESTARTS   AGE
pod/hello-29145602-p4pl5   0/1     Completed   0          5s
run 120s
kubectl get cronjobs,jobs,pods
----
NAME                  SCHEDULE    TIMEZONE   SUSPEND   ACTIVE   LAST SCHEDULE   AGE
cronjob.batch/hello   * * * * *   <none>     False     0        5s              3m5s

NAME                       STATUS     COMPLETIONS   DURATION   AGE
job.batch/hello-29145604   Complete   1/1           1s         5s

NAME                       READY   STATUS      RESTARTS   AGE
pod/hello-29145604-p9dsx   0/1     Completed   0          5s
kubectl events --for cronjob/hello
----
LAST SEEN   TYPE     REASON             OBJECT          MESSAGE
2m5s        Normal   SuccessfulCreate   CronJob/hello   Created job hello-29145602
2m4s        Normal   SawCompletedJob    CronJob/hello   Saw completed job: hello-29145602, condition: Complete
65s         Normal   SuccessfulCreate   CronJob/hello   Created job hello-29145603
64s         Normal   SawCompletedJob    CronJob/hello   Saw completed job: hello-29145603, condition: Complete
64s         Normal   SuccessfulDelete   CronJob/hello   Deleted job hello-29145602
5s          Normal   SuccessfulCreate   CronJob/hello   Created job hello-29145604
4s          Normal   SawCompletedJob    CronJob/hello   Saw completed job: hello-29145604, condition: Complete
4s          Normal   SuccessfulDelete   CronJob/hello   Deleted job hello-29145603
kubectl delete cronjob hello
----
cronjob.batch "hello" deleted
settle
kubectl get cronjobs,jobs,pods
----
No resources found in default namespace.
