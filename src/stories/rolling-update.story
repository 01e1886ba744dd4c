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
2.678s deployment-controller → apiserver              POST replicasets            web-5f84b7585b  because No ReplicaSet has this Pod template yet: web-5f84b7585b is created as revision 2 with 1 replicas.
2.684s apiserver → deployment-controller              201                         web-5f84b7585b rv=253
2.685s deployment-controller → apiserver              PUT deployments/status      web  because No ReplicaSet has this Pod template yet: web-5f84b7585b is created as revision 2 with 1 replicas.
2.693s apiserver → deployment-controller              200                         web rv=255
2.695s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 0 are of the new template and 3 are available.
2.702s apiserver → deployment-controller              200                         web rv=259
2.714s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 1 are of the new template and 3 are available.
2.721s apiserver → deployment-controller              200                         web rv=264
5.572s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 3 to 2 (wanted 3).
5.578s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=272
5.579s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 3 to 2 (wanted 3).
5.587s apiserver → deployment-controller              200                         web rv=274
5.589s deployment-controller → apiserver              PUT replicasets             web-5f84b7585b  because There is room for more new Pods: web-5f84b7585b grows from 1 to 2 (wanted 3).
5.596s apiserver → deployment-controller              200                         web-5f84b7585b rv=279
5.607s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 1 are of the new template and 3 are available.
5.614s apiserver → deployment-controller              200                         web rv=285
5.625s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 2 are of the new template and 3 are available.
5.633s apiserver → deployment-controller              200                         web rv=290
8.653s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 2 to 1 (wanted 3).
8.659s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=302
8.660s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 2 to 1 (wanted 3).
8.668s apiserver → deployment-controller              200                         web rv=304
8.670s deployment-controller → apiserver              PUT replicasets             web-5f84b7585b  because There is room for more new Pods: web-5f84b7585b grows from 2 to 3 (wanted 3).
8.677s apiserver → deployment-controller              200                         web-5f84b7585b rv=309
8.687s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 2 are of the new template and 3 are available.
8.694s apiserver → deployment-controller              200                         web rv=315
8.705s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 3 are of the new template and 3 are available.
8.712s apiserver → deployment-controller              200                         web rv=320
9.574s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 1 to 0 (wanted 3).
9.582s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=329
9.583s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 1 to 0 (wanted 3).
9.591s apiserver → deployment-controller              200                         web rv=331
9.612s deployment-controller → apiserver              PUT deployments/status      web  because All 3 replicas are of the newest template and available.
9.620s apiserver → deployment-controller              200                         web rv=337
kubectl rollout status deployment/web
----
deployment "web" successfully rolled out
kubectl get replicasets -o wide
----
NAME             DESIRED   CURRENT   READY   AGE   CONTAINERS   IMAGES       SELECTOR
web-5f84b7585b   3         3         3       7s    web          nginx:1.27   app=web,pod-template-hash=5f84b7585b
web-6d6b8cb54c   0         0         0       9s    web          nginx:1.26   app=web,pod-template-hash=6d6b8cb54c
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-5f84b7585b-2z7dg   1/1     Running   0          1s
web-5f84b7585b-k227l   1/1     Running   0          4s
web-5f84b7585b-l2zbp   1/1     Running   0          7s
