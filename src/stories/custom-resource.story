# A kind of one's own: a CustomResourceDefinition is stored, and at once the API server serves, checks, prints and
# explains what it defines. Its objects go with it.
# Source: kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions
cluster seed=7 nodes=2 quiet
file crd.yaml
  apiVersion: apiextensions.k8s.io/v1
  kind: CustomResourceDefinition
  metadata:
    name: applications.argoproj.io
  spec:
    group: argoproj.io
    scope: Namespaced
    names:
      plural: applications
      singular: application
      kind: Application
      shortNames: [app, apps]
    versions:
      - name: v1alpha1
        served: true
        storage: true
        subresources:
          status: {}
        additionalPrinterColumns:
          - name: Sync Status
            type: string
            jsonPath: .status.sync.status
          - name: Project
            type: string
            jsonPath: .spec.project
        schema:
          openAPIV3Schema:
            description: Application is a definition of Application resource.
            type: object
            required: [metadata, spec]
            properties:
              spec:
                description: ApplicationSpec represents desired application state.
                type: object
                required: [destination, project]
                properties:
                  project:
                    description: Project is a reference to the project this application belongs to.
                    type: string
                  destination:
                    type: object
                    properties:
                      namespace:
                        type: string
                      server:
                        type: string
                  revisionHistoryLimit:
                    type: integer
                    format: int64
                    default: 10
                    maximum: 20
                x-kubernetes-validations:
                  - rule: self.project == oldSelf.project
                    message: an application stays in its project
              status:
                type: object
                x-kubernetes-preserve-unknown-fields: true
kubectl get applications
----
error: the server doesn't have a resource type "applications"
(exit 1)
kubectl apply -f crd.yaml
----
customresourcedefinition.apiextensions.k8s.io/applications.argoproj.io created
settle
kubectl get crd applications.argoproj.io -o jsonpath={.status.conditions[*].type}
----
NamesAccepted Established
kubectl api-resources --api-group=argoproj.io
----
NAME           SHORTNAMES   APIVERSION             NAMESPACED   KIND
applications   app,apps     argoproj.io/v1alpha1   true         Application
file app.yaml
  apiVersion: argoproj.io/v1alpha1
  kind: Application
  metadata:
    name: guestbook
  spec:
    project: default
    destination:
      namespace: guestbook
      server: https://kubernetes.default.svc
kubectl apply -f app.yaml
----
application.argoproj.io/guestbook created
kubectl get app
----
NAME        SYNC STATUS   PROJECT
guestbook                 default
kubectl get application guestbook -o jsonpath={.spec.revisionHistoryLimit}
----
10
kubectl patch app guestbook --type=merge -p '{"spec":{"revisionHistoryLimit":30}}'
----
The Application "guestbook" is invalid: spec.revisionHistoryLimit: Invalid value: 30: spec.revisionHistoryLimit in body should be less than or equal to 20
(exit 1)
kubectl patch app guestbook --type=merge -p '{"spec":{"project":"other"}}'
----
The Application "guestbook" is invalid: spec: Invalid value: "object": an application stays in its project
(exit 1)
kubectl patch app guestbook -p '{"spec":{"revisionHistoryLimit":5}}'
----
error: application/strategic-merge-patch+json is not supported by argoproj.io/v1alpha1, Kind=Application: the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml
(exit 1)
kubectl apply -f app.yaml
----
application.argoproj.io/guestbook unchanged
kubectl describe app guestbook
----
Name:         guestbook
Namespace:    default
Labels:       <none>
Annotations:  <none>
API Version:  argoproj.io/v1alpha1
Kind:         Application
Metadata:
  Creation Timestamp:  2025-06-01T00:01:00Z
  Generation:          1
  Resource Version:    211
  UID:                 095e835d-f38f-450e-bf80-30eef5398a1d
Spec:
  Destination:
    Namespace:             guestbook
    Server:                https://kubernetes.default.svc
  Project:                 default
  Revision History Limit:  10
Events:                    <none>
kubectl explain app.spec
----
GROUP:      argoproj.io
KIND:       Application
VERSION:    v1alpha1

FIELD: spec <Object>


DESCRIPTION:
    ApplicationSpec represents desired application state.
    
FIELDS:
  destination	<Object> -required-
    <no description>

  project	<string> -required-
    Project is a reference to the project this application belongs to.

  revisionHistoryLimit	<integer>
    <no description>
# What was defined goes with its definition.
kubectl delete crd applications.argoproj.io
----
customresourcedefinition.apiextensions.k8s.io "applications.argoproj.io" deleted
settle
kubectl get app
----
error: the server doesn't have a resource type "app"
(exit 1)
