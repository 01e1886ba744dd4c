# A new image: a second ReplicaSet grows while the first one shrinks, never more than one Pod too many or too few.
# Source: kubernetes.io/docs/concepts/workloads/controllers/deployment, "Rolling Update Deployment"
cluster seed=7 nodes=2 quiet
kubectl create deployment web --image=nginx:1.26 --replicas=3
----
settle
kubectl set image deployment/web nginx=nginx:1.27
----
trace from=deployment-controller until=settled
----
kubectl rollout status deployment/web
----
kubectl get replicasets
----
kubectl rollout history deployment/web
----
# And back again.
kubectl rollout undo deployment/web
----
settle
kubectl get replicasets
----
