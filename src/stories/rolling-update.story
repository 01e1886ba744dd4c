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
2.986s deployment-controller → apiserver              POST replicasets            web-5f84b7585b  because No ReplicaSet has this Pod template yet: web-5f84b7585b is created as revision 2 with 1 replicas.
2.992s apiserver → deployment-controller              201                         web-5f84b7585b rv=232
2.993s deployment-controller → apiserver              PUT deployments/status      web  because No ReplicaSet has this Pod template yet: web-5f84b7585b is created as revision 2 with 1 replicas.
3.000s apiserver → deployment-controller              200                         web rv=234
3.002s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 0 are of the new template and 3 are available.
3.010s apiserver → deployment-controller              200                         web rv=238
3.018s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 1 are of the new template and 3 are available.
3.025s apiserver → deployment-controller              200                         web rv=243
5.519s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 3 to 2 (wanted 3).
5.527s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=250
5.528s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 3 to 2 (wanted 3).
5.536s apiserver → deployment-controller              200                         web rv=252
5.538s deployment-controller → apiserver              PUT replicasets             web-5f84b7585b  because There is room for more new Pods: web-5f84b7585b grows from 1 to 2 (wanted 3).
5.546s apiserver → deployment-controller              200                         web-5f84b7585b rv=257
5.557s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 1 are of the new template and 3 are available.
5.565s apiserver → deployment-controller              200                         web rv=263
5.576s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 2 are of the new template and 3 are available.
5.583s apiserver → deployment-controller              200                         web rv=268
7.960s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 2 to 1 (wanted 3).
7.968s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=280
7.969s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 2 to 1 (wanted 3).
7.977s apiserver → deployment-controller              200                         web rv=282
7.979s deployment-controller → apiserver              PUT replicasets             web-5f84b7585b  because There is room for more new Pods: web-5f84b7585b grows from 2 to 3 (wanted 3).
7.987s apiserver → deployment-controller              200                         web-5f84b7585b rv=287
7.994s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 2 are of the new template and 3 are available.
8.000s apiserver → deployment-controller              200                         web rv=291
8.016s deployment-controller → apiserver              PUT deployments/status      web  because Of 3 replicas 3 are of the new template and 3 are available.
8.022s apiserver → deployment-controller              200                         web rv=298
8.519s deployment-controller → apiserver              PUT replicasets             web-6d6b8cb54c  because Enough Pods are available: web-6d6b8cb54c shrinks from 1 to 0 (wanted 3).
8.527s apiserver → deployment-controller              200                         web-6d6b8cb54c rv=307
8.528s deployment-controller → apiserver              PUT deployments/status      web  because Enough Pods are available: web-6d6b8cb54c shrinks from 1 to 0 (wanted 3).
8.535s apiserver → deployment-controller              200                         web rv=309
8.556s deployment-controller → apiserver              PUT deployments/status      web  because All 3 replicas are of the newest template and available.
8.563s apiserver → deployment-controller              200                         web rv=315
kubectl rollout status deployment/web
----
deployment "web" successfully rolled out
kubectl get replicasets -o wide
----
NAME             DESIRED   CURRENT   READY   AGE   CONTAINERS   IMAGES       SELECTOR
web-5f84b7585b   3         3         3       6s    web          nginx:1.27   app=web,pod-template-hash=5f84b7585b
web-6d6b8cb54c   0         0         0       8s    web          nginx:1.26   app=web,pod-template-hash=6d6b8cb54c
kubectl get pods
----
NAME                   READY   STATUS    RESTARTS   AGE
web-5f84b7585b-bx66z   1/1     Running   0          3s
web-5f84b7585b-wx2t7   1/1     Running   0          6s
web-5f84b7585b-zwsj5   1/1     Running   0          1s
