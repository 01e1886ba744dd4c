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
3.270s deployment-controller → apiserver              POST replicasets            web-5f84b7585b  because No ReplicaSet has this Pod template yet: web-5f84b7585b is created as revision 2 with 1 replicas.
3.278s apiserver → deployment-controller              201                         web-5f84b7585b rv=204
3.279s deployment-controller → apiserver              PUT deployments/status      web  because No ReplicaSet has this Pod template yet: web-5f84b7585b is created as revision 2 with 1 replicas.
3.287s apiserver → deployment-controller              200                         web rv=206
3.289s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 0 are of the new template and 3 are available.
3.296s apiserver → deployment-controller              200                         web rv=210
3.307s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 1 are of the new template and 3 are available.
3.315s apiserver → deployment-controller              200                         web rv=215
5.649s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 3 to 2 (wanted 3).
5.656s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=222
5.657s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 3 to 2 (wanted 3).
5.663s apiserver → deployment-controller              200                         web rv=224
5.665s deployment-controller → apiserver              PUT replicasets             web-5f84b7585b  because There is room for more new Pods: web-5f84b7585b grows from 1 to 2 (wanted 3).
5.673s apiserver → deployment-controller              200                         web-5f84b7585b rv=229
5.684s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 1 are of the new template and 3 are available.
5.691s apiserver → deployment-controller              200                         web rv=235
5.703s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 2 are of the new template and 3 are available.
5.710s apiserver → deployment-controller              200                         web rv=240
8.237s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 2 to 1 (wanted 3).
8.244s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=250
8.245s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 2 to 1 (wanted 3).
8.252s apiserver → deployment-controller              200                         web rv=252
8.254s deployment-controller → apiserver              PUT replicasets             web-5f84b7585b  because There is room for more new Pods: web-5f84b7585b grows from 2 to 3 (wanted 3).
8.262s apiserver → deployment-controller              200                         web-5f84b7585b rv=257
8.274s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 2 are of the new template and 3 are available.
8.282s apiserver → deployment-controller              200                         web rv=263
8.292s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 3 are of the new template and 3 are available.
8.299s apiserver → deployment-controller              200                         web rv=268
8.650s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 1 to 0 (wanted 3).
8.658s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=277
8.659s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 1 to 0 (wanted 3).
8.667s apiserver → deployment-controller              200                         web rv=279
8.686s deployment-controller → apiserver              PUT deployments/status      web  because All 3 replicas are of the newest template and available.
8.693s apiserver → deployment-controller              200                         web rv=285
kubectl rollout status deployment/web
----
deployment "web" successfully rolled out
kubectl get replicasets -o wide
----
NAME             DESIRED   CURRENT   READY   AGE   CONTAINERS   IMAGES       SELECTOR
web-5f84b7585b   3         3         3       5s    web          nginx:1.27   app=web,pod-template-hash=5f84b7585b
web-6d6b8cb54c   0         0         0       8s    web          nginx:1.26   app=web,pod-template-hash=6d6b8cb54c
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-5f84b7585b-2xqx4   1/1     Running   0          0s
web-5f84b7585b-8sskz   1/1     Running   0          3s
web-5f84b7585b-jgq49   1/1     Running   0          5s
