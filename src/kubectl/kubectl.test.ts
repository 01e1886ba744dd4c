import { describe, expect, it } from 'vitest';
import { notFound, ok, play, refused, type Answer } from './testing.ts';

const podTable = (rows: readonly unknown[]): unknown => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: { resourceVersion: '7' },
  columnDefinitions: [
    { name: 'Name', type: 'string', format: 'name', priority: 0 },
    { name: 'Ready', type: 'string', priority: 0 },
    { name: 'Node', type: 'string', priority: 1 },
  ],
  rows,
});
const row = (name: string, labels = {}): unknown => ({
  cells: [name, '1/1', 'w1-k8s'],
  object: { metadata: { name, namespace: 'default', labels } },
});

const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    namespace: 'default',
    uid: 'u1',
    resourceVersion: '5',
    generation: 1,
    annotations: { 'deployment.kubernetes.io/revision': '1' },
  },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] } },
  },
  status: { observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 },
};
const deployments = '/apis/apps/v1/namespaces/default/deployments';

describe('mistakes before any request', () => {
  it.each([
    [
      'a command with a typo',
      'kubectl gte pods',
      'error: unknown command "gte" for "kubectl"\n\nDid you mean this?\n\tget\n',
    ],
    ['an unknown flag', 'kubectl get pods --foo', "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n"],
    [
      'an unknown letter',
      'kubectl get pods -z',
      "error: unknown shorthand flag: 'z' in -z\nSee 'kubectl get --help' for usage.\n",
    ],
    [
      'a flag without its value',
      'kubectl get -n',
      "error: flag needs an argument: 'n' in -n\nSee 'kubectl get --help' for usage.\n",
    ],
    [
      'a number that is none',
      'kubectl scale deploy web --replicas=x',
      'error: invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax\nSee \'kubectl scale --help\' for usage.\n',
    ],
    [
      'a duration without a unit',
      'kubectl wait pod/x --for=delete --timeout=5',
      'error: invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"\nSee \'kubectl wait --help\' for usage.\n',
    ],
    ['a required flag', 'kubectl create deployment web', 'error: required flag(s) "image" not set\n'],
    [
      'an unknown subcommand',
      'kubectl rollout foo',
      'error: unknown command "foo"\nSee \'kubectl rollout -h\' for help and examples\n',
    ],
    [
      'no name',
      'kubectl create namespace',
      "error: exactly one NAME is required, got 0\nSee 'kubectl create namespace -h' for help and examples\n",
    ],
    ['a file that is not there', 'kubectl apply -f nope.yaml', 'error: the path "nope.yaml" does not exist\n'],
    ['an empty file', 'kubectl apply -f empty.yaml', 'error: no objects passed to apply\n'],
    [
      'YAML that is none',
      'kubectl apply -f bad.yaml',
      'error: error parsing bad.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context\n',
    ],
    [
      'no kind',
      'kubectl create -f nokind.yaml',
      'error: error validating "nokind.yaml": error validating data: [apiVersion not set, kind not set]; if you choose to ignore these errors, turn validation off with --validate=false\n',
    ],
    [
      'a label that is a number',
      'kubectl apply -f number.yaml',
      'error: unable to decode "number.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string\n',
    ],
    [
      'an image that is none',
      'kubectl run a --image=x:x:x',
      'error: Invalid image name "x:x:x": invalid reference format\n',
    ],
    [
      'a mixture of forms',
      'kubectl get pod/x y',
      "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'\n",
    ],
    [
      'a format nobody has',
      'kubectl get pods -o xyz',
      'error: unable to match a printer suitable for the output format "xyz", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml\n',
    ],
    [
      'a taint without an effect',
      'kubectl taint nodes n1 a=b:Foo',
      "error: invalid taint effect: Foo, unsupported taint effect\nSee 'kubectl taint -h' for help and examples\n",
    ],
    ['a context that is not there', 'kubectl config use-context zz', 'error: no context exists with the name: "zz"\n'],
  ])('%s', (_sentence, line, err) => {
    const played = play(line, undefined, {
      'empty.yaml': '',
      'bad.yaml': 'a: b\n  c: d\n',
      'nokind.yaml': 'metadata: {name: a}\n',
      'number.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {v: 1}}\n',
    });
    expect([played.err, played.code, played.out, played.requests.length]).toEqual([err, 1, '', 0]);
  });
});

describe('what the server says', () => {
  it.each([
    [
      'nobody listens',
      refused,
      'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?\n',
    ],
    ['not found', notFound('pods', 'x'), 'Error from server (NotFound): pods "x" not found\n'],
    [
      'one cause',
      {
        code: 422,
        body: {
          kind: 'Status',
          reason: 'Invalid',
          message: 'm',
          details: { kind: 'Pod', name: 'x', causes: [{ field: 'spec', message: 'Forbidden: no' }] },
        },
      },
      'The Pod "x" is invalid: spec: Forbidden: no\n',
    ],
    [
      'several causes',
      {
        code: 422,
        body: {
          kind: 'Status',
          reason: 'Invalid',
          message: 'm',
          details: {
            kind: 'Pod',
            name: 'x',
            causes: [
              { field: 'a', message: 'Required value' },
              { field: 'b', message: 'Required value' },
            ],
          },
        },
      },
      'The Pod "x" is invalid: \n* a: Required value\n* b: Required value\n',
    ],
    [
      'who are you',
      { code: 401, body: { kind: 'Status', reason: 'Unauthorized', message: 'Unauthorized' } },
      'error: You must be logged in to the server (Unauthorized)\n',
    ],
    ['no reason', { code: 500, body: { kind: 'Status', message: 'boom' } }, 'Error from server: boom\n'],
  ])('%s', (_sentence, response, err) => {
    const played = play('kubectl get pod x', () => response);
    expect([played.err, played.code]).toEqual([err, 1]);
  });

  it('warnings go to stderr and change nothing', () => {
    const played = play('kubectl get pod x -o name', () => ({
      code: 200,
      body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } },
      warnings: ['old'],
    }));
    expect([played.out, played.err, played.code]).toEqual(['pod/x\n', 'Warning: old\n', 0]);
  });
});

describe('get', () => {
  const table: Answer = () => ok(podTable([row('a', { app: 'x' }), row('longer-name')]));
  it.each([
    ['a table', 'kubectl get pods', 'NAME          READY\na             1/1\nlonger-name   1/1\n'],
    [
      'wide',
      'kubectl get pods -o wide',
      'NAME          READY   NODE\na             1/1     w1-k8s\nlonger-name   1/1     w1-k8s\n',
    ],
    [
      'labels',
      'kubectl get pods --show-labels -L app',
      'NAME          READY   APP   LABELS\na             1/1     x     app=x\nlonger-name   1/1           <none>\n',
    ],
    ['no headers', 'kubectl get po --no-headers', 'a             1/1\nlonger-name   1/1\n'],
    [
      'all namespaces',
      'kubectl get pods -A',
      'NAMESPACE   NAME          READY\ndefault     a             1/1\ndefault     longer-name   1/1\n',
    ],
    [
      'the kind in front',
      'kubectl get pods --show-kind',
      'NAME              READY\npod/a             1/1\npod/longer-name   1/1\n',
    ],
  ])('%s', (_sentence, line, out) => expect(play(line, table)).toMatchObject({ out, err: '', code: 0 }));

  it('asks for a Table, 500 at a time, and tells the selector', () => {
    const { requests } = play('kubectl get pods -l app=web', table);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: 'GET',
      path: '/api/v1/namespaces/default/pods',
      query: { labelSelector: 'app=web', limit: '500' },
    });
    expect(requests[0]!.headers!['accept']).toMatch(/^application\/json;as=Table;v=v1;g=meta.k8s.io,/);
  });

  it.each([
    ['nothing in a namespace', 'kubectl get pods -n dev', 'No resources found in dev namespace.\n'],
    ['nothing anywhere', 'kubectl get pods -A', 'No resources found\n'],
    ['nothing of a cluster-wide kind', 'kubectl get nodes', 'No resources found\n'],
  ])('%s', (_sentence, line, err) =>
    expect(play(line, () => ok(podTable([])))).toMatchObject({ out: '', err, code: 0 }),
  );

  it('several kinds: a table each, kinds in front, a blank line between', () => {
    const played = play('kubectl get pods,deploy', ({ path }) =>
      ok(podTable([row(path.includes('deployments') ? 'web' : 'a')])),
    );
    expect(played.out).toBe('NAME    READY\npod/a   1/1\n\nNAME                  READY\ndeployment.apps/web   1/1\n');
  });

  it('what was found is shown although something was not', () => {
    const played = play('kubectl get pod a b', ({ path }) =>
      path.endsWith('/a') ? ok(podTable([row('a')])) : notFound('pods', 'b'),
    );
    expect(played).toMatchObject({
      out: 'NAME   READY\na      1/1\n',
      err: 'Error from server (NotFound): pods "b" not found\n',
      code: 1,
    });
  });

  it('an unknown kind is looked for in discovery', () => {
    const played = play('kubectl get foos', () => ok({ kind: 'APIGroupDiscoveryList', items: [] }));
    expect(played.requests.map((r) => r.path)).toEqual(['/api', '/apis']);
    expect(played.err).toBe('error: the server doesn\'t have a resource type "foos"\n');
  });
});

describe('changes', () => {
  const manifest =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: nginx, image: "nginx:1.27"}]}}}\n';
  const files = {
    'dep.yaml': manifest,
    'more.yaml': `${manifest}---\nkind: Foo\napiVersion: x/v1\nmetadata: {name: f}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: dev}\n`,
  };
  const created: Answer = ({ method, path, body }) =>
    path === '/api' || path === '/apis'
      ? ok({ items: [] })
      : method === 'GET'
        ? notFound('deployments.apps', 'web')
        : { code: 201, body };

  it('apply creates with the last applied configuration', () => {
    const { out, requests } = play('kubectl apply -f dep.yaml', created, files);
    expect(out).toBe('deployment.apps/web created\n');
    expect(requests.map((r) => `${r.method} ${r.path}`)).toEqual([`GET ${deployments}/web`, `POST ${deployments}`]);
    expect(requests[1]).toMatchObject({
      query: { fieldManager: 'kubectl-client-side-apply', fieldValidation: 'Strict' },
      body: { metadata: { namespace: 'default' } },
    });
    const annotation = (requests[1]!.body as typeof web).metadata.annotations as Record<string, string>;
    expect(annotation['kubectl.kubernetes.io/last-applied-configuration']).toMatch(
      /^\{"apiVersion":"apps\/v1","kind":"Deployment","metadata":\{"annotations":\{\},"name":"web","namespace":"default"\}/,
    );
  });

  it('apply of what is there already changes nothing', () => {
    const live = play('kubectl apply -f dep.yaml', created, files).requests[1]!.body;
    const again = play('kubectl apply -f dep.yaml', () => ok(live), files);
    expect(again).toMatchObject({ out: 'deployment.apps/web unchanged\n', code: 0 });
    expect(again.requests).toHaveLength(1);
  });

  it('apply patches what changed, by the merge keys of lists', () => {
    const live = play('kubectl apply -f dep.yaml', created, files).requests[1]!.body;
    const changed = play(
      'kubectl apply -f dep.yaml',
      ({ method }) => ok(method === 'GET' ? live : { ...web, metadata: { ...web.metadata, resourceVersion: '6' } }),
      { 'dep.yaml': manifest.replace('1.27', '1.28') },
    );
    expect(changed.out).toBe('deployment.apps/web configured\n');
    expect(changed.requests[1]).toMatchObject({
      method: 'PATCH',
      headers: { 'content-type': 'application/strategic-merge-patch+json' },
      body: { spec: { template: { spec: { containers: [{ name: 'nginx', image: 'nginx:1.28' }] } } } },
    });
  });

  it('a bad document does not stop the others', () => {
    const { out, err, code } = play('kubectl apply -f more.yaml', created, files);
    expect(out).toBe('deployment.apps/web created\nnamespace/dev created\n');
    expect(err).toBe(
      'error: resource mapping not found for name: "f" namespace: "" from "more.yaml": no matches for kind "Foo" in version "x/v1"\nensure CRDs are installed first\n',
    );
    expect(code).toBe(1);
  });

  it('apply takes a here-document', () => {
    expect(play(`kubectl apply -f - <<EOF\n${manifest}EOF`, created).out).toBe('deployment.apps/web created\n');
  });

  it('--dry-run=client sends nothing', () => {
    const { out, requests } = play('kubectl create deployment web --image=nginx --dry-run=client');
    expect([out, requests.length]).toEqual(['deployment.apps/web created (dry run)\n', 0]);
  });

  it('create says which file was refused', () => {
    const played = play(
      'kubectl create -f dep.yaml',
      () => ({
        code: 409,
        body: { kind: 'Status', reason: 'AlreadyExists', message: 'deployments.apps "web" already exists' },
      }),
      files,
    );
    expect(played.err).toBe(
      'Error from server (AlreadyExists): error when creating "dep.yaml": deployments.apps "web" already exists\n',
    );
  });

  it.each([
    [
      'scale',
      'kubectl scale deploy/web --replicas=5',
      'deployment.apps/web scaled\n',
      { method: 'PATCH', path: `${deployments}/web/scale`, body: { spec: { replicas: 5 } } },
    ],
    [
      'set image',
      'kubectl set image deploy/web nginx=nginx:1.28',
      'deployment.apps/web image updated\n',
      { method: 'PATCH', query: { fieldManager: 'kubectl-set' } },
    ],
    [
      'label',
      'kubectl label deploy web tier=front',
      'deployment.apps/web labeled\n',
      {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { metadata: { labels: { tier: 'front' } } },
      },
    ],
    [
      'annotate',
      'kubectl annotate deploy web note=hi',
      'deployment.apps/web annotated\n',
      { method: 'PATCH', body: { metadata: { annotations: { note: 'hi' } } } },
    ],
    [
      'rollout pause',
      'kubectl rollout pause deploy/web',
      'deployment.apps/web paused\n',
      { method: 'PATCH', body: { spec: { paused: true } } },
    ],
    [
      'patch',
      `kubectl patch deploy web -p '{"spec":{"replicas":2}}'`,
      'deployment.apps/web patched (no change)\n',
      { method: 'PATCH', body: { spec: { replicas: 2 } } },
    ],
    [
      'delete without waiting',
      'kubectl delete deploy web --wait=false',
      'deployment.apps "web" deleted\n',
      { method: 'DELETE', body: { propagationPolicy: 'Background' } },
    ],
  ])('%s', (_sentence, line, out, last) => {
    const played = play(line, () => ok(web));
    expect([played.out, played.err, played.code]).toEqual([out, '', 0]);
    expect(played.requests.at(-1)).toMatchObject(last);
  });

  it('delete waits until the object is gone', () => {
    const played = play(
      'kubectl delete pod a',
      ({ method, query }) =>
        ok(
          method === 'GET' && query?.['fieldSelector']
            ? {
                kind: 'PodList',
                apiVersion: 'v1',
                metadata: { resourceVersion: '9' },
                items: [{ metadata: { name: 'a', uid: 'u' } }],
              }
            : { kind: 'Pod', metadata: { name: 'a', uid: 'u' } },
        ),
      {},
      [{ type: 'DELETED', object: { metadata: { name: 'a', uid: 'u' } } }],
    );
    expect(played).toMatchObject({ out: 'pod "a" deleted\n', code: 0 });
    expect(played.requests.map((r) => r.method)).toEqual(['DELETE', 'GET', 'GET', 'GET']);
  });
});

describe('rollout status', () => {
  const list =
    (status: object): Answer =>
    () =>
      ok({
        kind: 'DeploymentList',
        apiVersion: 'apps/v1',
        metadata: { resourceVersion: '9' },
        items: [{ ...web, status: { ...web.status, ...status } }],
      });
  it.each([
    ['done', {}, 'deployment "web" successfully rolled out\n'],
    ['not observed', { observedGeneration: 0 }, 'Waiting for deployment spec update to be observed...\n'],
    [
      'updating',
      { updatedReplicas: 1 },
      'Waiting for deployment "web" rollout to finish: 1 out of 3 new replicas have been updated...\n',
    ],
    [
      'old ones left',
      { replicas: 4 },
      'Waiting for deployment "web" rollout to finish: 1 old replicas are pending termination...\n',
    ],
    [
      'not available',
      { availableReplicas: 2 },
      'Waiting for deployment "web" rollout to finish: 2 of 3 updated replicas are available...\n',
    ],
  ])('%s', (_sentence, status, out) => {
    const answer: Answer = (request) => (request.path.endsWith('/web') ? ok(web) : list(status)(request));
    expect(play('kubectl rollout status deploy/web --watch=false', answer).out).toBe(out);
  });

  it('too late', () => {
    const answer: Answer = (request) =>
      request.path.endsWith('/web')
        ? ok(web)
        : list({
            updatedReplicas: 1,
            conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
          })(request);
    expect(play('kubectl rollout status deploy/web', answer)).toMatchObject({
      err: 'error: deployment "web" exceeded its progress deadline\n',
      code: 1,
    });
  });
});

it('wait gives up after its timeout', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', uid: 'u' }, status: { conditions: [] } };
  const played = play('kubectl wait pod/a --for=condition=Ready --timeout=5s', ({ query }) =>
    ok(
      query?.['fieldSelector']
        ? { kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: [pod] }
        : pod,
    ),
  );
  expect(played).toMatchObject({ err: 'error: timed out waiting for the condition on pods/a\n', code: 1 });
});

it('the namespace of the context is a file of its own', () => {
  const set = play('kubectl config set-context --current --namespace=dev');
  expect(set.out).toBe('Context "kubernetes-admin@kubernetes" modified.\n');
  expect(play('kubectl get pods', () => ok(podTable([])), set.files).err).toBe(
    'No resources found in dev namespace.\n',
  );
});
