# A kubeadm cluster has no metrics-server: an autoscaler finds its target and learns nothing about it.
# It says so every 15 s, in one Event whose count goes up, and scales only what needs no metrics: the bounds.
# Source: pkg/controller/podautoscaler/horizontal.go; kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough
cluster seed=5 profile=lab
kubectl create deployment php-apache --image=registry.k8s.io/hpa-example
settle
kubectl set resources deployment php-apache --requests=cpu=200m --limits=cpu=500m
settle
kubectl autoscale deployment php-apache --cpu-percent=50 --min=1 --max=10
----
horizontalpodautoscaler.autoscaling/php-apache autoscaled
kubectl get hpa
----
NAME         REFERENCE               TARGETS              MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: <unknown>/50%   1         10        0          0s
run 16s
kubectl get hpa
----
NAME         REFERENCE               TARGETS              MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: <unknown>/50%   1         10        1          16s
kubectl get events --field-selector involvedObject.kind=HorizontalPodAutoscaler
----
LAST SEEN   TYPE      REASON                         OBJECT                               MESSAGE
1s          Warning   FailedGetResourceMetric        horizontalpodautoscaler/php-apache   failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)
1s          Warning   FailedComputeMetricsReplicas   horizontalpodautoscaler/php-apache   invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)
run 20s
kubectl describe hpa php-apache
----
Name:                                                  php-apache
Namespace:                                             default
Labels:                                                <none>
Annotations:                                           <none>
CreationTimestamp:                                     Sun, 01 Jun 2025 00:01:10 +0000
Reference:                                             Deployment/php-apache
Metrics:                                               ( current / target )
  resource cpu on pods  (as a percentage of request):  <unknown> / 50%
Min replicas:                                          1
Max replicas:                                          10
Deployment pods:                                       1 current / 0 desired
Conditions:
  Type           Status  Reason                   Message
  ----           ------  ------                   -------
  AbleToScale    True    SucceededGetScale        the HPA controller was able to get the target's current scale
  ScalingActive  False   FailedGetResourceMetric  the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)
Events:
  Type     Reason                        Age               From                       Message
  ----     ------                        ----              ----                       -------
  Warning  FailedGetResourceMetric       6s (x2 over 21s)  horizontal-pod-autoscaler  failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)
  Warning  FailedComputeMetricsReplicas  6s (x2 over 21s)  horizontal-pod-autoscaler  invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)
kubectl top pods
----
error: Metrics API not available
(exit 1)
# The bounds hold without metrics.
kubectl patch hpa php-apache -p '{"spec":{"minReplicas":2}}'
run 20s
kubectl get hpa,deployment
----
NAME                                             REFERENCE               TARGETS              MINPODS   MAXPODS   REPLICAS   AGE
horizontalpodautoscaler.autoscaling/php-apache   Deployment/php-apache   cpu: <unknown>/50%   2         10        1          56s

NAME                         READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/php-apache   2/2     2            2           66s
kubectl get events --field-selector reason=SuccessfulRescale
----
LAST SEEN   TYPE     REASON              OBJECT                               MESSAGE
11s         Normal   SuccessfulRescale   horizontalpodautoscaler/php-apache   New size: 2; reason: Current number of replicas below Spec.MinReplicas
# Nothing to scale, and a target that is not there.
kubectl scale deployment php-apache --replicas=0
run 20s
kubectl get hpa php-apache -o jsonpath={.status.conditions[*].reason}
----
SucceededGetScale ScalingDisabled
kubectl autoscale deployment php-apache --name=other --max=3
kubectl patch hpa other -p '{"spec":{"scaleTargetRef":{"name":"gone"}}}'
run 20s
kubectl get hpa other -o jsonpath={.status.conditions[*].message}
----
the HPA controller was unable to get the target's current scale: deployments/scale.apps "gone" not found
