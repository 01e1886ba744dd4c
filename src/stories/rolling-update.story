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
2.491s deployment-controller → apiserver              POST replicasets            web-5f84b7585b  because No ReplicaSet has this Pod template yet: web-5f84b7585b is created as revision 2 with 1 replicas.
2.499s apiserver → deployment-controller              201                         web-5f84b7585b rv=196
2.500s deployment-controller → apiserver              PUT deployments/status      web  because No ReplicaSet has this Pod template yet: web-5f84b7585b is created as revision 2 with 1 replicas.
2.508s apiserver → deployment-controller              200                         web rv=198
2.510s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 0 are of the new template and 3 are available.
2.517s apiserver → deployment-controller              200                         web rv=202
2.527s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 1 are of the new template and 3 are available.
2.534s apiserver → deployment-controller              200                         web rv=207
5.275s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 3 to 2 (wanted 3).
5.283s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=214
5.284s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 3 to 2 (wanted 3).
5.292s apiserver → deployment-controller              200                         web rv=216
5.294s deployment-controller → apiserver              PUT replicasets             web-5f84b7585b  because There is room for more new Pods: web-5f84b7585b grows from 1 to 2 (wanted 3).
5.301s apiserver → deployment-controller              200                         web-5f84b7585b rv=221
5.312s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 1 are of the new template and 3 are available.
5.319s apiserver → deployment-controller              200                         web rv=227
5.330s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 2 are of the new template and 3 are available.
5.337s apiserver → deployment-controller              200                         web rv=232
8.470s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 2 to 1 (wanted 3).
8.478s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=246
8.479s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 2 to 1 (wanted 3).
8.487s apiserver → deployment-controller              200                         web rv=248
8.489s deployment-controller → apiserver              PUT replicasets             web-5f84b7585b  because There is room for more new Pods: web-5f84b7585b grows from 2 to 3 (wanted 3).
8.496s apiserver → deployment-controller              200                         web-5f84b7585b rv=253
8.507s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 2 are of the new template and 3 are available.
8.515s apiserver → deployment-controller              200                         web rv=259
8.524s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 3 are of the new template and 3 are available.
8.531s apiserver → deployment-controller              200                         web rv=264
9.273s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 1 to 0 (wanted 3).
9.279s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=274
9.280s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 1 to 0 (wanted 3).
9.287s apiserver → deployment-controller              200                         web rv=276
9.307s deployment-controller → apiserver              PUT deployments/status      web  because All 3 replicas are of the newest template and available.
9.315s apiserver → deployment-controller              200                         web rv=282
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
web-5f84b7585b-49wxv   1/1     Running   0          7s
web-5f84b7585b-4zmqb   1/1     Running   0          4s
web-5f84b7585b-jm74r   1/1     Running   0          1s
