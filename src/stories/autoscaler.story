# The documentation's walkthrough: a web server that computes for 28 ms per request, an autoscaler at 50 % of 200m, and a
# loop of requests. metrics-server asks the kubelets every 15 s, the controller asks metrics-server every 15 s; up it goes
# in steps (to the double at most, or to 4), down only five minutes after the load has gone.
# Source: kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough
cluster seed=5 profile=lab
file metrics-server.yaml
  apiVersion: v1
  kind: ServiceAccount
  metadata: {name: metrics-server, namespace: kube-system, labels: {k8s-app: metrics-server}}
  ---
  apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRole
  metadata: {name: system:metrics-server, labels: {k8s-app: metrics-server}}
  rules:
  - {apiGroups: [""], resources: [nodes/metrics], verbs: [get]}
  - {apiGroups: [""], resources: [pods, nodes], verbs: [get, list, watch]}
  ---
  apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRoleBinding
  metadata: {name: system:metrics-server, labels: {k8s-app: metrics-server}}
  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:metrics-server}
  subjects:
  - {kind: ServiceAccount, name: metrics-server, namespace: kube-system}
  ---
  apiVersion: v1
  kind: Service
  metadata: {name: metrics-server, namespace: kube-system, labels: {k8s-app: metrics-server}}
  spec:
    selector: {k8s-app: metrics-server}
    ports:
    - {name: https, port: 443, protocol: TCP, targetPort: https}
  ---
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: metrics-server, namespace: kube-system, labels: {k8s-app: metrics-server}}
  spec:
    selector: {matchLabels: {k8s-app: metrics-server}}
    strategy: {rollingUpdate: {maxUnavailable: 0}}
    template:
      metadata: {labels: {k8s-app: metrics-server}}
      spec:
        serviceAccountName: metrics-server
        priorityClassName: system-cluster-critical
        containers:
        - name: metrics-server
          image: registry.k8s.io/metrics-server/metrics-server:v0.7.2
          args:
          - --cert-dir=/tmp
          - --secure-port=10250
          - --kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname
          - --kubelet-use-node-status-port
          - --metric-resolution=15s
          - --kubelet-insecure-tls
          ports:
          - {containerPort: 10250, name: https, protocol: TCP}
          livenessProbe:
            httpGet: {path: /livez, port: https, scheme: HTTPS}
            periodSeconds: 10
          readinessProbe:
            httpGet: {path: /readyz, port: https, scheme: HTTPS}
            initialDelaySeconds: 20
            periodSeconds: 10
          resources:
            requests: {cpu: 100m, memory: 200Mi}
          volumeMounts:
          - {mountPath: /tmp, name: tmp-dir}
        volumes:
        - {emptyDir: {}, name: tmp-dir}
  ---
  apiVersion: apiregistration.k8s.io/v1
  kind: APIService
  metadata: {name: v1beta1.metrics.k8s.io, labels: {k8s-app: metrics-server}}
  spec:
    group: metrics.k8s.io
    groupPriorityMinimum: 100
    insecureSkipTLSVerify: true
    service: {name: metrics-server, namespace: kube-system}
    version: v1beta1
    versionPriority: 100
apply metrics-server.yaml
run 10s
kubectl get apiservice v1beta1.metrics.k8s.io
----
NAME                     SERVICE                      AVAILABLE                  AGE
v1beta1.metrics.k8s.io   kube-system/metrics-server   False (MissingEndpoints)   10s
kubectl top nodes
----
error: Metrics API not available
(exit 1)
run 50s
kubectl get apiservice v1beta1.metrics.k8s.io
----
NAME                     SERVICE                      AVAILABLE   AGE
v1beta1.metrics.k8s.io   kube-system/metrics-server   True        60s
kubectl top nodes
----
NAME     CPU(cores)   CPU(%)   MEMORY(bytes)   MEMORY(%)   
m-k8s    130m         3%       1100Mi          13%         
w1-k8s   43m          1%       639Mi           7%          
w2-k8s   40m          1%       620Mi           7%          
w3-k8s   40m          1%       620Mi           7%          
kubectl create deployment php-apache --image=registry.k8s.io/hpa-example --port=80
kubectl set resources deployment php-apache --requests=cpu=200m --limits=cpu=500m
kubectl expose deployment php-apache --port=80
kubectl autoscale deployment php-apache --cpu-percent=50 --min=1 --max=10
run 60s
kubectl get hpa php-apache
----
NAME         REFERENCE               TARGETS       MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: 0%/50%   1         10        1          60s
kubectl run load-generator --image=busybox:1.28 --restart=Never -- /bin/sh -c "while sleep 0.01; do wget -q -O- http://php-apache; done"
# What the controller does about it, with its reasons; between the looks it waits.
trace from=horizontal-pod-autoscaler-controller until=60s
----
120.236s horizontal-pod-autoscaler-controller → apiserver  GET deployments/scale       php-apache  because The autoscaler php-apache is due: first, how large is Deployment/php-apache meant to be?
120.240s apiserver → horizontal-pod-autoscaler-controller  200                         php-apache rv=335
120.241s horizontal-pod-autoscaler-controller → apiserver  LIST pods.metrics.k8s.io    because Now the autoscaler php-apache needs numbers: what do the Pods use?
120.245s apiserver → horizontal-pod-autoscaler-controller  200
135.247s horizontal-pod-autoscaler-controller → apiserver  GET deployments/scale       php-apache  because The autoscaler php-apache is due: first, how large is Deployment/php-apache meant to be?
135.251s apiserver → horizontal-pod-autoscaler-controller  200                         php-apache rv=335
135.252s horizontal-pod-autoscaler-controller → apiserver  LIST pods.metrics.k8s.io    because Now the autoscaler php-apache needs numbers: what do the Pods use?
135.256s apiserver → horizontal-pod-autoscaler-controller  200
135.257s horizontal-pod-autoscaler-controller → apiserver  PUT horizontalpodautoscalers/status  php-apache  because The right number of replicas for php-apache is 1: nothing changes.
135.265s apiserver → horizontal-pod-autoscaler-controller  200                         php-apache rv=387
150.267s horizontal-pod-autoscaler-controller → apiserver  GET deployments/scale       php-apache  because The autoscaler php-apache is due: first, how large is Deployment/php-apache meant to be?
150.271s apiserver → horizontal-pod-autoscaler-controller  200                         php-apache rv=335
150.272s horizontal-pod-autoscaler-controller → apiserver  LIST pods.metrics.k8s.io    because Now the autoscaler php-apache needs numbers: what do the Pods use?
150.276s apiserver → horizontal-pod-autoscaler-controller  200
150.277s horizontal-pod-autoscaler-controller → apiserver  PUT deployments/scale       php-apache  because What php-apache scales grows from 1 to 4: cpu resource utilization (percentage of request) above target.
150.285s apiserver → horizontal-pod-autoscaler-controller  200                         php-apache rv=392
150.286s horizontal-pod-autoscaler-controller → apiserver  PUT horizontalpodautoscalers/status  php-apache  because The target of php-apache was set from 1 to 4 replicas.
150.293s apiserver → horizontal-pod-autoscaler-controller  200                         php-apache rv=394
165.295s horizontal-pod-autoscaler-controller → apiserver  GET deployments/scale       php-apache  because The autoscaler php-apache is due: first, how large is Deployment/php-apache meant to be?
165.299s apiserver → horizontal-pod-autoscaler-controller  200                         php-apache rv=444
165.300s horizontal-pod-autoscaler-controller → apiserver  LIST pods.metrics.k8s.io    because Now the autoscaler php-apache needs numbers: what do the Pods use?
165.304s apiserver → horizontal-pod-autoscaler-controller  200
165.305s horizontal-pod-autoscaler-controller → apiserver  PUT deployments/scale       php-apache  because What php-apache scales grows from 4 to 5: cpu resource utilization (percentage of request) above target.
165.312s apiserver → horizontal-pod-autoscaler-controller  200                         php-apache rv=450
165.313s horizontal-pod-autoscaler-controller → apiserver  PUT horizontalpodautoscalers/status  php-apache  because The target of php-apache was set from 4 to 5 replicas.
165.320s apiserver → horizontal-pod-autoscaler-controller  200                         php-apache rv=452
kubectl get hpa php-apache
----
NAME         REFERENCE               TARGETS         MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: 249%/50%   1         10        4          2m
kubectl top pods
----
NAME                          CPU(cores)   MEMORY(bytes)   
load-generator                66m          0Mi             
php-apache-59d65c857c-8vxm5   81m          9Mi             
php-apache-59d65c857c-cqhpr   130m         9Mi             
php-apache-59d65c857c-dmn6x   128m         9Mi             
php-apache-59d65c857c-jgtl2   270m         9Mi             
run 4m
kubectl get hpa,deployment php-apache
----
NAME                                             REFERENCE               TARGETS        MINPODS   MAXPODS   REPLICAS   AGE
horizontalpodautoscaler.autoscaling/php-apache   Deployment/php-apache   cpu: 47%/50%   1         10        7          6m

NAME                         READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/php-apache   7/7     7            7           6m
kubectl logs load-generator --tail=1
----
OK!
kubectl describe hpa php-apache
----
Name:                                                  php-apache
Namespace:                                             default
Labels:                                                <none>
Annotations:                                           <none>
CreationTimestamp:                                     Sun, 01 Jun 2025 00:02:00 +0000
Reference:                                             Deployment/php-apache
Metrics:                                               ( current / target )
  resource cpu on pods  (as a percentage of request):  47% (94m) / 50%
Min replicas:                                          1
Max replicas:                                          10
Deployment pods:                                       7 current / 7 desired
Conditions:
  Type            Status  Reason              Message
  ----            ------  ------              -------
  AbleToScale     True    ReadyForNewScale    recommended size matches current size
  ScalingActive   True    ValidMetricFound    the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)
  ScalingLimited  False   DesiredWithinRange  the desired count is within the acceptable range
Events:
  Type     Reason                        Age    From                       Message
  ----     ------                        ----   ----                       -------
  Warning  FailedComputeMetricsReplicas  5m45s  horizontal-pod-autoscaler  invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API
  Warning  FailedGetResourceMetric       5m45s  horizontal-pod-autoscaler  failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API
  Warning  FailedComputeMetricsReplicas  5m30s  horizontal-pod-autoscaler  invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)
  Warning  FailedGetResourceMetric       5m30s  horizontal-pod-autoscaler  failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)
  Normal   SuccessfulRescale             4m30s  horizontal-pod-autoscaler  New size: 4; reason: cpu resource utilization (percentage of request) above target
  Normal   SuccessfulRescale             4m15s  horizontal-pod-autoscaler  New size: 5; reason: cpu resource utilization (percentage of request) above target
  Normal   SuccessfulRescale             3m45s  horizontal-pod-autoscaler  New size: 7; reason: cpu resource utilization (percentage of request) above target
kubectl delete pod load-generator --now
kubectl top pods
----
NAME                          CPU(cores)   MEMORY(bytes)   
php-apache-59d65c857c-8vxm5   94m          9Mi             
php-apache-59d65c857c-cqhpr   94m          9Mi             
php-apache-59d65c857c-dlktb   95m          9Mi             
php-apache-59d65c857c-dmn6x   94m          9Mi             
php-apache-59d65c857c-jgtl2   94m          9Mi             
php-apache-59d65c857c-k5f9c   94m          9Mi             
php-apache-59d65c857c-nrgnt   96m          9Mi             
run 2m
kubectl top pods --sum --sort-by=cpu
----
NAME                          CPU(cores)   MEMORY(bytes)   
php-apache-59d65c857c-jgtl2   1m           9Mi             
php-apache-59d65c857c-cqhpr   1m           9Mi             
php-apache-59d65c857c-8vxm5   1m           9Mi             
php-apache-59d65c857c-dmn6x   1m           9Mi             
php-apache-59d65c857c-dlktb   1m           9Mi             
php-apache-59d65c857c-k5f9c   1m           9Mi             
php-apache-59d65c857c-nrgnt   1m           9Mi             
                              ________     ________        
                              7m           63Mi            
kubectl top pods -A --containers -l k8s-app=metrics-server
----
NAMESPACE     POD                               NAME             CPU(cores)   MEMORY(bytes)   
kube-system   metrics-server-599bcc5869-jmzb9   metrics-server   3m           19Mi            
kubectl get hpa php-apache
----
NAME         REFERENCE               TARGETS       MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: 0%/50%   1         10        7          8m2s
run 5m
kubectl get hpa,deployment php-apache
----
NAME                                             REFERENCE               TARGETS       MINPODS   MAXPODS   REPLICAS   AGE
horizontalpodautoscaler.autoscaling/php-apache   Deployment/php-apache   cpu: 0%/50%   1         10        1          13m

NAME                         READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/php-apache   1/1     1            1           13m
kubectl get events --field-selector reason=SuccessfulRescale
----
LAST SEEN   TYPE     REASON              OBJECT                               MESSAGE
11m         Normal   SuccessfulRescale   horizontalpodautoscaler/php-apache   New size: 4; reason: cpu resource utilization (percentage of request) above target
11m         Normal   SuccessfulRescale   horizontalpodautoscaler/php-apache   New size: 5; reason: cpu resource utilization (percentage of request) above target
10m         Normal   SuccessfulRescale   horizontalpodautoscaler/php-apache   New size: 7; reason: cpu resource utilization (percentage of request) above target
107s        Normal   SuccessfulRescale   horizontalpodautoscaler/php-apache   New size: 1; reason: All metrics below target
