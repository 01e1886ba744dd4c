# metrics-server on a cluster made by kubeadm. Kubelets there serve with certificates nobody has signed: without
# --kubelet-insecure-tls it learns nothing and never becomes ready. An API that nobody serves is not in discovery.
# Source: kubernetes-sigs/metrics-server README (requirements); kube-aggregator remote_available_controller.go
cluster seed=3 profile=lab
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
----
serviceaccount/metrics-server created
clusterrole.rbac.authorization.k8s.io/system:metrics-server created
clusterrolebinding.rbac.authorization.k8s.io/system:metrics-server created
service/metrics-server created
deployment.apps/metrics-server created
apiservice.apiregistration.k8s.io/v1beta1.metrics.k8s.io created
run 90s
kubectl get pods -n kube-system -l k8s-app=metrics-server
----
NAME                              READY   STATUS    RESTARTS   AGE
metrics-server-6f56746f48-757cx   0/1     Running   0          90s
kubectl get events -n kube-system --field-selector reason=Unhealthy -o custom-columns=REASON:.reason,MESSAGE:.message
----
REASON      MESSAGE
Unhealthy   Readiness probe failed: HTTP probe failed with statuscode: 500
kubectl logs -n kube-system deploy/metrics-server --tail=2
----
E0601 00:02:16.618000       1 scraper.go:149] "Failed to scrape node" err="Get \"https://192.168.1.12:10250/metrics/resource\": tls: failed to verify certificate: x509: cannot validate certificate for 192.168.1.12 because it doesn't contain any IP SANs" node="w2-k8s"
E0601 00:02:16.618000       1 scraper.go:149] "Failed to scrape node" err="Get \"https://192.168.1.13:10250/metrics/resource\": tls: failed to verify certificate: x509: cannot validate certificate for 192.168.1.13 because it doesn't contain any IP SANs" node="w3-k8s"
kubectl get apiservice v1beta1.metrics.k8s.io -o jsonpath={.status.conditions[0].message}
----
endpointslices for service/metrics-server in "kube-system" have no addresses with port name "https"
kubectl api-versions | grep metrics
----
(exit 1)
# An autoscaler hears of it, too: the group has a server, but not one that answers.
kubectl create deployment web --image=nginx --replicas=2
kubectl set resources deployment web --requests=cpu=100m
kubectl autoscale deployment web --max=4
run 20s
kubectl get events --field-selector reason=FailedGetResourceMetric -o custom-columns=MESSAGE:.message
----
MESSAGE
failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)
kubectl patch deployment metrics-server -n kube-system --type=json -p '[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--kubelet-insecure-tls"}]'
run 90s
kubectl get apiservice v1beta1.metrics.k8s.io
----
NAME                     SERVICE                      AVAILABLE   AGE
v1beta1.metrics.k8s.io   kube-system/metrics-server   True        3m20s
kubectl api-versions | grep metrics
----
metrics.k8s.io/v1beta1
kubectl get hpa web
----
NAME   REFERENCE        TARGETS       MINPODS   MAXPODS   REPLICAS   AGE
web    Deployment/web   cpu: 1%/80%   1         4         2          110s
kubectl top nodes --sort-by=memory
----
NAME     CPU(cores)   CPU(%)   MEMORY(bytes)   MEMORY(%)   
m-k8s    130m         3%       1100Mi          13%         
w3-k8s   43m          1%       639Mi           7%          
w1-k8s   41m          1%       629Mi           7%          
w2-k8s   41m          1%       629Mi           7%          
kubectl top node w1-k8s --no-headers
----
w1-k8s   41m   1%    629Mi   7%    
kubectl top pod -l app=web
----
NAME                   CPU(cores)   MEMORY(bytes)   
web-5bcfc5d468-6qfcc   1m           9Mi             
web-5bcfc5d468-cdrjb   1m           9Mi             
kubectl top pod web
----
Error from server (NotFound): pods.metrics.k8s.io "default/web" not found
(exit 1)
kubectl top pod -l app=nothing
----
No resources found in default namespace.
kubectl top pod --sort-by=name
----
error: --sort-by accepts only cpu or memory
(exit 1)
kubectl get podmetrics -l app=web
----
NAME                   CPU   MEMORY   WINDOW
web-5bcfc5d468-6qfcc   1m    9Mi      15s
web-5bcfc5d468-cdrjb   1m    9Mi      15s
# A loop that never rests keeps a core busy, or as much of it as its limit leaves.
kubectl run busy --image=busybox -- sh -c 'while true; do :; done'
kubectl run lame --image=busybox --overrides='{"spec":{"containers":[{"name":"lame","image":"busybox","args":["sh","-c","while true; do :; done"],"resources":{"limits":{"cpu":"250m"}}}]}}'
run 32s
kubectl top pods --sort-by=cpu
----
NAME                   CPU(cores)   MEMORY(bytes)   
busy                   1000m        0Mi             
lame                   250m         0Mi             
web-5bcfc5d468-6qfcc   1m           9Mi             
web-5bcfc5d468-cdrjb   1m           9Mi             
kubectl delete pod busy lame --now
# Containers that were just started have no numbers yet; a kubelet that is down leaves its node without any.
kubectl run late --image=nginx
run 3s
kubectl top pod late
----
Error from server (NotFound): pods.metrics.k8s.io "default/late" not found
(exit 1)
stop kubelet@w2-k8s
run 35s
kubectl top nodes
----
NAME     CPU(cores)   CPU(%)      MEMORY(bytes)   MEMORY(%)   
m-k8s    130m         3%          1100Mi          13%         
w1-k8s   41m          1%          629Mi           7%          
w3-k8s   43m          1%          639Mi           7%          
w2-k8s   <unknown>    <unknown>   <unknown>       <unknown>   
kubectl delete service metrics-server -n kube-system
settle
kubectl get apiservice v1beta1.metrics.k8s.io
----
NAME                     SERVICE                      AVAILABLE                 AGE
v1beta1.metrics.k8s.io   kube-system/metrics-server   False (ServiceNotFound)   4m32s
kubectl top nodes
----
error: Metrics API not available
(exit 1)
