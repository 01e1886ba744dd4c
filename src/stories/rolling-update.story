# A new image: a second ReplicaSet grows while the first one shrinks, never more than one Pod too many or too few.
# Source: kubernetes.io/docs/concepts/workloads/controllers/deployment, "Rolling Update Deployment"
cluster seed=7 nodes=2 quiet
kubectl create deployment web --image=nginx:1.26 --replicas=3
----
deployment.apps/web created
settle
kubectl set image deployment/web nginx=nginx:1.27
----
error: unknown command "set" for "kubectl"

Did you mean this?
	get
(exit 1)
trace from=deployment-controller until=settled
----
kubectl rollout status deployment/web
----
Waiting for deployment spec update to be observed...
kubectl get replicasets
----
NAME             DESIRED   CURRENT   READY   AGE
web-865f4cf4d9   3         3         3       3s
kubectl rollout history deployment/web
----
error: unknown command "history deployment/web"
See 'kubectl rollout -h' for help and examples
(exit 1)
# And back again.
kubectl rollout undo deployment/web
----
error: unknown command "undo deployment/web"
See 'kubectl rollout -h' for help and examples
(exit 1)
settle
kubectl get replicasets
----
NAME             DESIRED   CURRENT   READY   AGE
web-865f4cf4d9   3         3         3       3s
