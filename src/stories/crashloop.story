# A program that ends at once is started again, after 10 s, 20 s, 40 s …
cluster seed=7 nodes=2 quiet
kubectl run crash --image=busybox:1.36 -- sh -c "exit 1"
----
run 5s
kubectl get pod crash
----
run 60s
kubectl get pod crash
----
