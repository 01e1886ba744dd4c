# A program that ends at once is started again, after 10 s, 20 s, 40 s …
cluster seed=7 nodes=2 quiet
kubectl run crash --image=busybox:1.36 -- sh -c "exit 1"
----
pod/crash created
run 5s
kubectl get pod crash
----
NAME    READY   STATUS             RESTARTS     AGE
crash   0/1     CrashLoopBackOff   1 (5s ago)   5s
run 60s
kubectl get pod crash
----
NAME    READY   STATUS             RESTARTS      AGE
crash   0/1     CrashLoopBackOff   3 (23s ago)   65s
