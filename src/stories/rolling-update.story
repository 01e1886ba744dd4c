# A new image: a second ReplicaSet grows while the first one shrinks, never more than one Pod too many or too few.
# Source: kubernetes.io/docs/concepts/workloads/controllers/deployment, "Rolling Update Deployment"
cluster seed=7 nodes=2 quiet
file web.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    replicas: 3
    selector:
      matchLabels:
        app: web
    template:
      metadata:
        labels:
          app: web
      spec:
        containers:
          - name: web
            image: nginx:1.26
apply web.yaml
----
deployment.apps/web created
settle
file web.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    replicas: 3
    selector:
      matchLabels:
        app: web
    template:
      metadata:
        labels:
          app: web
      spec:
        containers:
          - name: web
            image: nginx:1.27
apply web.yaml
----
deployment.apps/web configured
trace from=deployment-controller until=settled
----
3.203s deployment-controller → apiserver              POST replicasets            web-5f84b7585b  because No ReplicaSet has this Pod template yet: web-5f84b7585b is created as revision 2 with 1 replicas.
3.209s apiserver → deployment-controller              201                         web-5f84b7585b rv=196
3.210s deployment-controller → apiserver              PUT deployments/status      web  because No ReplicaSet has this Pod template yet: web-5f84b7585b is created as revision 2 with 1 replicas.
3.217s apiserver → deployment-controller              200                         web rv=198
3.219s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 0 are of the new template and 3 are available.
3.227s apiserver → deployment-controller              200                         web rv=202
3.235s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 1 are of the new template and 3 are available.
3.242s apiserver → deployment-controller              200                         web rv=207
6.383s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 3 to 2 (wanted 3).
6.390s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=216
6.391s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 3 to 2 (wanted 3).
6.399s apiserver → deployment-controller              200                         web rv=218
6.401s deployment-controller → apiserver              PUT replicasets             web-5f84b7585b  because There is room for more new Pods: web-5f84b7585b grows from 1 to 2 (wanted 3).
6.409s apiserver → deployment-controller              200                         web-5f84b7585b rv=223
6.419s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 1 are of the new template and 3 are available.
6.425s apiserver → deployment-controller              200                         web rv=229
6.436s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 2 are of the new template and 3 are available.
6.442s apiserver → deployment-controller              200                         web rv=234
9.178s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 2 to 1 (wanted 3).
9.186s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=246
9.187s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 2 to 1 (wanted 3).
9.195s apiserver → deployment-controller              200                         web rv=248
9.197s deployment-controller → apiserver              PUT replicasets             web-5f84b7585b  because There is room for more new Pods: web-5f84b7585b grows from 2 to 3 (wanted 3).
9.204s apiserver → deployment-controller              200                         web-5f84b7585b rv=253
9.214s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 2 are of the new template and 3 are available.
9.222s apiserver → deployment-controller              200                         web rv=259
9.233s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 3 are of the new template and 3 are available.
9.240s apiserver → deployment-controller              200                         web rv=264
10.382s deployment-controller → apiserver             PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 1 to 0 (wanted 3).
10.388s apiserver → deployment-controller             200                         web-6d6b8cb54c rv=274
10.389s deployment-controller → apiserver             PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 1 to 0 (wanted 3).
10.397s apiserver → deployment-controller             200                         web rv=276
10.415s deployment-controller → apiserver             PUT deployments/status      web  because All 3 replicas are of the newest template and available.
10.421s apiserver → deployment-controller             200                         web rv=282
kubectl rollout status deployment/web
----
deployment "web" successfully rolled out
kubectl get replicasets -o wide
----
NAME             DESIRED   CURRENT   READY   AGE   CONTAINERS   IMAGES       SELECTOR
web-5f84b7585b   3         3         3       7s    web          nginx:1.27   app=web,pod-template-hash=5f84b7585b
web-6d6b8cb54c   0         0         0       10s   web          nginx:1.26   app=web,pod-template-hash=6d6b8cb54c
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-5f84b7585b-dd8x6   1/1     Running   0          7s
web-5f84b7585b-hdhs4   1/1     Running   0          4s
web-5f84b7585b-xpz9r   1/1     Running   0          1s
