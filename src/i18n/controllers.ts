import { josa, type Entry, type Values } from './core.ts';

/**
 * What a controller saw and decided at one look: the `because` of its reconcile notes. One key per sentence; the
 * values are the numbers and names the controller compared.
 */
const text = (values: Values, key: string): string => String(values[key] ?? '');
/** A word with the particle that fits its end. */
const with_ = (values: Values, key: string, pair: Parameters<typeof josa>[1]): string =>
  text(values, key) + josa(text(values, key), pair);
const plural = (values: Values, key: string, one: string, many = `${one}s`): string =>
  `${text(values, key)} ${values[key] === 1 ? one : many}`;

export const controllersEn = {
  'deployment.gone': 'The Deployment is gone; what it owned is left to the garbage collector.',
  'deployment.deleting': 'The Deployment is being deleted; only its status is still kept up.',
  'deployment.selectsAll': 'Its selector is empty and would select every Pod: nothing is done.',
  'deployment.adopt': (v) => `${plural(v, 'count', 'ReplicaSet')} must change hands before anything else.`,
  'deployment.paused': 'The Deployment was paused: new templates wait until it is resumed.',
  'deployment.resumed': 'The Deployment was resumed: the time limit for progress starts anew.',
  'deployment.resize': 'Wanted are {want} replicas, the ReplicaSets have {have}: their sizes follow.',
  'deployment.create':
    'No ReplicaSet has this Pod template yet: {name} is created as revision {revision} with {replicas} replicas.',
  'deployment.createFailed': 'The ReplicaSet {name} could not be created: {error}',
  'deployment.collision':
    'The name {name} belongs to a ReplicaSet with another template: the next try uses another hash.',
  'deployment.scaleUp': 'There is room for more new Pods: {name} grows from {from} to {to} (wanted {want}).',
  'deployment.scaleDown': 'Enough Pods are available: {name} shrinks from {from} to {to} (wanted {want}).',
  'deployment.waitOld': 'Old Pods are still running; with the Recreate strategy the new ones wait for them to end.',
  'deployment.progress': 'Of {want} replicas {updated} are of the new template and {available} are available.',
  'deployment.complete': 'All {want} replicas are of the newest template and available.',
  'deployment.timedOut': 'No progress within the deadline: {available} of {want} replicas are available.',
  'replicaset.gone': 'The ReplicaSet is gone; its Pods are left to the garbage collector.',
  'replicaset.same': '{have} Pods exist and {want} are wanted: nothing to do.',
  'replicaset.missing': '{have} of {want} Pods exist: {difference} more are created.',
  'replicaset.surplus': '{have} Pods exist but only {want} are wanted: {difference} are deleted.',
  'replicaset.failed': 'Not all Pods could be created or deleted: {error}',
  'daemonset.gone': 'The DaemonSet is gone; its Pods are left to the garbage collector.',
  'daemonset.selectsAll': 'Its selector is empty and would select every Pod: nothing is done.',
  'daemonset.deleting': 'The DaemonSet is being deleted: its Pods are left to the garbage collector.',
  'daemonset.adopt': (v) => `${plural(v, 'count', 'Pod')} must change hands before anything else.`,
  'daemonset.revision': 'No revision holds this Pod template as the newest one: {name} becomes revision {revision}.',
  'daemonset.place': (v) =>
    `${plural(v, 'want', 'node')} should run a Pod, ${text(v, 'have')} have one: ${text(v, 'create')} created, ${text(v, 'remove')} deleted.`,
  'daemonset.roll':
    'Pods of an older template give way, only so many nodes at a time: {remove} deleted, {create} created.',
  'daemonset.same': (v) =>
    `${plural(v, 'want', 'node')} should run a Pod, ${text(v, 'have')} have one, ${text(v, 'ready')} of them ready: nothing to place.`,
  'daemonset.failed': 'Not all Pods could be created or deleted: {error}',
  'job.gone': 'The Job is gone; its Pods are left to the garbage collector.',
  'job.managed': 'Another controller manages this Job.',
  'job.finished': 'The Job is over: nothing is done any more.',
  'job.adopt': (v) => `${plural(v, 'count', 'Pod')} must change hands before anything else.`,
  'job.failed': 'Not all Pods could be created: {error}',
  'job.count': 'The ended Pods are counted: {succeeded} succeeded, {failed} failed.',
  'job.released': 'The Pod needs nothing of this controller.',
  'job.release': 'No running Job counts the Pod {pod} any more: its finalizer is removed.',
  'job.fails': '{succeeded} of {want} succeeded and {failed} failed: the Job fails ({reason}).',
  'job.completes': '{succeeded} of {want} succeeded: the Job is complete.',
  'job.suspended': (v) => `The Job is suspended: ${plural(v, 'remove', 'running Pod')} deleted.`,
  'job.create': (v) =>
    `${text(v, 'succeeded')} of ${text(v, 'want')} succeeded and ${text(v, 'active')} are running: ${plural(v, 'create', 'more Pod')} created.`,
  'job.remove': '{active} Pods are running, more than are needed: {remove} deleted.',
  'job.backoff': 'After {failed} failures the next Pod waits for another {seconds} s.',
  'job.running': '{succeeded} of {want} succeeded, {failed} failed, {active} are running.',
  'ttl.gone': 'The Job is not one to clean up.',
  'ttl.waiting': 'The finished Job {name} is kept for another {seconds} s.',
  'ttl.expired': 'The Job {name} finished more than {seconds} s ago: it is deleted.',
  'serviceaccount.exists': 'The namespace {namespace} has its ServiceAccount default.',
  'serviceaccount.missing': 'The namespace {namespace} has no ServiceAccount default yet: it is created.',
  'rootca.exists': 'The namespace {namespace} has the root certificate.',
  'rootca.missing': 'The namespace {namespace} lacks the root certificate: a ConfigMap is created.',
  'rootca.changed': 'The root certificate in the namespace {namespace} was changed: it is put back.',
  'namespace.gone': 'The namespace {namespace} is not one to work on.',
  'namespace.finalized': 'The namespace {namespace} has no finalizer left: the API server removes it.',
  'namespace.empty': 'The namespace {namespace} is being deleted: everything in it is deleted, resource by resource.',
  'namespace.remaining': 'In the namespace {namespace} {count} {resource} are still there: look again later.',
  'namespace.finalize': 'Nothing is left in the namespace {namespace}: its finalizer is removed.',
  'endpointslice.gone': 'The Service is gone; its slices are left to the garbage collector.',
  'endpointslice.noSelector': 'The Service selects no Pods: its endpoints are somebody else’s business.',
  'endpointslice.same': 'The slices of {service} already tell of its {pods} Pods, {ready} of them ready.',
  'endpointslice.changed':
    'Behind {service} stand {pods} Pods, {ready} of them ready: the slices are brought up to date.',
  'endpointslice.failed': 'The slices could not be written: {error}',
  'gc.gone': 'The object is gone already.',
  'gc.owned': '{name} still has an owner.',
  'gc.check': 'The owner {kind} {owner} is not known here: the API server is asked.',
  'gc.collect': 'The owner {ownerKind} {owner} is gone: the {kind} {name} is deleted.',
  'gc.foreground': 'The owner {ownerKind} {owner} waits for its dependents: the {kind} {name} is deleted.',
  'gc.unlink': '{name} has another owner: only the reference to {owner} is removed.',
  'gc.deleting': '{name} is being deleted and does not wait for the collector.',
  'gc.orphan': (v) =>
    `${text(v, 'name')} goes, what it owned stays: ${plural(v, 'count', 'reference')} to it removed first.`,
  'gc.waiting': (v) => `${text(v, 'name')} waits for ${plural(v, 'count', 'dependent')} to go.`,
  'gc.release': 'All dependents of {name} are gone: it may go too.',
  'node.gone': 'The node {node} is gone.',
  'node.healthy': 'The node {node} was heard from in time (Ready: {ready}).',
  'node.silent': 'Nothing was heard of the node {node} for {seconds} s: its conditions become Unknown.',
  'node.taint': 'The node {node} is not usable: it gets the taint {taint}.',
  'node.untaint': 'The taints of the node {node} are brought in line with its conditions.',
  'node.podsNotReady': (v) =>
    `The node ${text(v, 'node')} is silent: ${plural(v, 'count', 'Pod')} on it no longer count as ready.`,
  'eviction.gone': 'The Pod {pod} is gone or on its way.',
  'eviction.none': 'The node of the Pod {pod} has no taint that evicts.',
  'eviction.tolerated': 'The Pod {pod} tolerates {taint} on {node} for ever.',
  'eviction.waiting': 'The Pod {pod} tolerates {taint} on {node} for {seconds} s.',
  'eviction.cancelled': 'The node is usable again: the Pod {pod} may stay.',
  'eviction.evict': 'The Pod {pod} does not tolerate {taint} on {node} any longer: it is deleted.',
  'podgc.present': 'The node {node} exists.',
  'podgc.empty': 'No Pod is bound to the lost node {node}.',
  'podgc.orphans': (v) =>
    `The node ${text(v, 'node')} no longer exists: ${plural(v, 'count', 'Pod')} bound to it will be removed.`,
  'quota.gone': 'The ResourceQuota is gone.',
  'quota.count': 'Whatever the controller holds no copy of is listed first, to count it for {quota}.',
  'quota.same': 'What {quota} says is used is what is there.',
  'quota.changed': 'What is used in the namespace was counted anew: the status of {quota} follows.',
  'disruption.gone': 'The PodDisruptionBudget is gone.',
  'disruption.same': 'The budget {budget} is up to date: {healthy} healthy Pods, {desired} needed.',
  'disruption.changed':
    '{healthy} Pods of the budget {budget} are healthy and {desired} are needed: {allowed} may be disrupted now.',
  'protection.idle': '{name} is not being deleted: nothing to do.',
  'protection.protect': '{name} has no protection yet: its finalizer is added.',
  'protection.used': '{name} is still in use: it stays until nobody uses it.',
  'protection.release': 'Nobody uses {name} any more: its finalizer is removed and it goes.',
  'aggregation.gone': 'The ClusterRole does not collect the rules of others.',
  'aggregation.same': 'The ClusterRole {name} has all rules of the {count} roles it collects.',
  'aggregation.changed': 'The ClusterRole {name} gets the rules of the {count} roles it collects.',
} satisfies Record<string, Entry>;

export const controllersKo: Record<keyof typeof controllersEn, Entry> = {
  'deployment.gone': 'Deployment가 이미 없습니다. 남은 것은 가비지 컬렉터가 정리합니다.',
  'deployment.deleting': 'Deployment를 삭제하는 중이므로 status만 계속 갱신합니다.',
  'deployment.selectsAll': '셀렉터가 비어 있어 모든 파드를 고르게 되므로 아무것도 하지 않습니다.',
  'deployment.adopt': '먼저 ReplicaSet {count}개의 소유 관계를 정리합니다.',
  'deployment.paused': 'Deployment가 일시 정지되었습니다. 재개할 때까지 새 템플릿은 롤아웃되지 않습니다.',
  'deployment.resumed': 'Deployment가 재개되었습니다. 진행 제한 시간을 처음부터 다시 셉니다.',
  'deployment.resize': '원하는 레플리카는 {want}개, ReplicaSet의 합은 {have}개이므로 크기를 맞춥니다.',
  'deployment.create': (v) =>
    `이 파드 템플릿을 가진 ReplicaSet이 아직 없으므로 ${with_(v, 'name', '을/를')} 리비전 ${text(v, 'revision')}, 레플리카 ${text(v, 'replicas')}개로 만듭니다.`,
  'deployment.createFailed': (v) => `ReplicaSet ${with_(v, 'name', '을/를')} 만들지 못했습니다: ${text(v, 'error')}`,
  'deployment.collision': (v) =>
    `이름 ${with_(v, 'name', '은/는')} 다른 템플릿의 ReplicaSet이 쓰고 있으므로 다음에는 다른 해시를 씁니다.`,
  'deployment.scaleUp': (v) =>
    `새 파드를 더 만들 여유가 있으므로 ${with_(v, 'name', '을/를')} ${text(v, 'from')}개에서 ${text(v, 'to')}개로 늘립니다(원하는 수 ${text(v, 'want')}개).`,
  'deployment.scaleDown': (v) =>
    `사용 가능한 파드가 충분하므로 ${with_(v, 'name', '을/를')} ${text(v, 'from')}개에서 ${text(v, 'to')}개로 줄입니다(원하는 수 ${text(v, 'want')}개).`,
  'deployment.waitOld': '이전 파드가 아직 실행 중입니다. Recreate 전략에서는 모두 끝난 뒤에 새 파드를 만듭니다.',
  'deployment.progress': '레플리카 {want}개 가운데 {updated}개가 새 템플릿이고 {available}개를 사용할 수 있습니다.',
  'deployment.complete': '레플리카 {want}개가 모두 최신 템플릿이고 사용할 수 있습니다.',
  'deployment.timedOut':
    '제한 시간 안에 진행이 없었습니다. 레플리카 {want}개 가운데 {available}개만 사용할 수 있습니다.',
  'replicaset.gone': 'ReplicaSet이 이미 없습니다. 남은 파드는 가비지 컬렉터가 정리합니다.',
  'replicaset.same': '파드가 {have}개 있고 원하는 수도 {want}개이므로 할 일이 없습니다.',
  'replicaset.missing': '파드가 {have}개뿐이고 원하는 수는 {want}개이므로 {difference}개를 더 만듭니다.',
  'replicaset.surplus': '파드가 {have}개인데 원하는 수는 {want}개이므로 {difference}개를 삭제합니다.',
  'replicaset.failed': '파드를 모두 만들거나 삭제하지는 못했습니다: {error}',
  'daemonset.gone': 'DaemonSet이 이미 없습니다. 남은 파드는 가비지 컬렉터가 정리합니다.',
  'daemonset.selectsAll': '셀렉터가 비어 있어 모든 파드를 고르게 되므로 아무것도 하지 않습니다.',
  'daemonset.deleting': 'DaemonSet을 삭제하는 중이므로 파드는 가비지 컬렉터에 맡깁니다.',
  'daemonset.adopt': '먼저 파드 {count}개의 소유 관계를 정리합니다.',
  'daemonset.revision': (v) =>
    `이 파드 템플릿을 최신으로 담은 리비전이 없으므로 ${with_(v, 'name', '을/를')} 리비전 ${text(v, 'revision')}번으로 둡니다.`,
  'daemonset.place':
    '파드가 있어야 할 노드는 {want}개, 있는 노드는 {have}개이므로 {create}개를 만들고 {remove}개를 삭제합니다.',
  'daemonset.roll': '이전 템플릿의 파드를 정해진 노드 수만큼씩 바꿉니다. {remove}개를 삭제하고 {create}개를 만듭니다.',
  'daemonset.same':
    '파드가 있어야 할 노드 {want}개 가운데 {have}개에 있고 {ready}개가 준비되었으므로 배치할 것이 없습니다.',
  'daemonset.failed': '파드를 모두 만들거나 삭제하지는 못했습니다: {error}',
  'job.gone': '잡이 이미 없습니다. 남은 파드는 가비지 컬렉터가 정리합니다.',
  'job.managed': '이 잡은 다른 컨트롤러가 관리합니다.',
  'job.finished': '잡이 끝났으므로 더는 할 일이 없습니다.',
  'job.adopt': '먼저 파드 {count}개의 소유 관계를 정리합니다.',
  'job.failed': '파드를 모두 만들지는 못했습니다: {error}',
  'job.count': '끝난 파드를 셉니다. 성공 {succeeded}개, 실패 {failed}개입니다.',
  'job.released': '이 파드에 할 일이 없습니다.',
  'job.release': (v) => `파드 ${with_(v, 'pod', '을/를')} 세는 실행 중인 잡이 더는 없으므로 파이널라이저를 제거합니다.`,
  'job.fails': '{want}개 가운데 {succeeded}개가 성공하고 {failed}개가 실패하여 잡이 실패합니다({reason}).',
  'job.completes': '{want}개 가운데 {succeeded}개가 성공했으므로 잡이 완료됩니다.',
  'job.suspended': '잡이 일시 중단되었으므로 실행 중인 파드 {remove}개를 삭제합니다.',
  'job.create': '{want}개 가운데 {succeeded}개가 성공했고 {active}개가 실행 중이므로 파드 {create}개를 더 만듭니다.',
  'job.remove': '실행 중인 파드 {active}개는 필요한 수보다 많으므로 {remove}개를 삭제합니다.',
  'job.backoff': '{failed}번 실패했으므로 다음 파드는 {seconds}초 뒤에 만듭니다.',
  'job.running': '{want}개 가운데 {succeeded}개가 성공, {failed}개가 실패했고 {active}개가 실행 중입니다.',
  'ttl.gone': '정리할 잡이 아닙니다.',
  'ttl.waiting': (v) => `끝난 잡 ${with_(v, 'name', '을/를')} ${text(v, 'seconds')}초 더 남겨 둡니다.`,
  'ttl.expired': (v) => `잡 ${with_(v, 'name', '이/가')} 끝난 지 ${text(v, 'seconds')}초가 지났으므로 삭제합니다.`,
  'serviceaccount.exists': '네임스페이스 {namespace}에 서비스어카운트 default가 있습니다.',
  'serviceaccount.missing': '네임스페이스 {namespace}에 서비스어카운트 default가 없으므로 만듭니다.',
  'rootca.exists': '네임스페이스 {namespace}에 루트 인증서가 있습니다.',
  'rootca.missing': '네임스페이스 {namespace}에 루트 인증서가 없으므로 컨피그맵을 만듭니다.',
  'rootca.changed': '네임스페이스 {namespace}의 루트 인증서가 바뀌었으므로 되돌립니다.',
  'namespace.gone': (v) => `네임스페이스 ${with_(v, 'namespace', '은/는')} 처리할 대상이 아닙니다.`,
  'namespace.finalized': '네임스페이스 {namespace}에 남은 파이널라이저가 없으므로 API 서버가 지웁니다.',
  'namespace.empty': (v) =>
    `네임스페이스 ${with_(v, 'namespace', '을/를')} 삭제하는 중이므로 안에 있는 것을 종류별로 모두 삭제합니다.`,
  'namespace.remaining': '네임스페이스 {namespace}에 {resource} {count}개가 아직 남아 있으므로 나중에 다시 확인합니다.',
  'namespace.finalize': '네임스페이스 {namespace}에 남은 것이 없으므로 파이널라이저를 제거합니다.',
  'endpointslice.gone': 'Service가 이미 없습니다. 남은 엔드포인트슬라이스는 가비지 컬렉터가 정리합니다.',
  'endpointslice.noSelector': 'Service에 셀렉터가 없으므로 엔드포인트는 다른 쪽에서 관리합니다.',
  'endpointslice.same': '{service}의 파드 {pods}개(준비됨 {ready}개)가 엔드포인트슬라이스에 이미 그대로 적혀 있습니다.',
  'endpointslice.changed':
    '{service} 뒤의 파드는 {pods}개이고 그중 {ready}개가 준비되었으므로 엔드포인트슬라이스를 고칩니다.',
  'endpointslice.failed': '엔드포인트슬라이스를 쓰지 못했습니다: {error}',
  'gc.gone': '대상이 이미 없습니다.',
  'gc.owned': '{name}에는 아직 소유자가 있습니다.',
  'gc.check': (v) => `소유자 ${text(v, 'kind')} ${with_(v, 'owner', '이/가')} 캐시에 없으므로 API 서버에 확인합니다.`,
  'gc.collect': (v) =>
    `소유자 ${text(v, 'ownerKind')} ${with_(v, 'owner', '이/가')} 없어졌으므로 ${text(v, 'kind')} ${with_(v, 'name', '을/를')} 삭제합니다.`,
  'gc.foreground': (v) =>
    `소유자 ${text(v, 'ownerKind')} ${with_(v, 'owner', '이/가')} 종속 대상의 삭제를 기다리므로 ${text(v, 'kind')} ${with_(v, 'name', '을/를')} 삭제합니다.`,
  'gc.unlink': (v) =>
    `${text(v, 'name')}에는 다른 소유자가 있으므로 ${with_(v, 'owner', '을/를')} 가리키는 참조만 지웁니다.`,
  'gc.deleting': (v) => `${with_(v, 'name', '은/는')} 삭제 중이며 가비지 컬렉터를 기다리지 않습니다.`,
  'gc.orphan': (v) =>
    `${with_(v, 'name', '은/는')} 삭제하지만 종속 대상은 남기므로, 먼저 참조 ${text(v, 'count')}개를 지웁니다.`,
  'gc.waiting': (v) => `${with_(v, 'name', '은/는')} 종속 대상 ${text(v, 'count')}개가 없어지기를 기다립니다.`,
  'gc.release': (v) =>
    `${text(v, 'name')}의 종속 대상이 모두 없어졌으므로 ${with_(v, 'name', '을/를')} 삭제할 수 있습니다.`,
  'node.gone': (v) => `노드 ${with_(v, 'node', '이/가')} 이미 없습니다.`,
  'node.healthy': '노드 {node}의 하트비트가 제때 왔습니다(Ready: {ready}).',
  'node.silent': '노드 {node}에서 {seconds}초 동안 소식이 없으므로 상태 조건을 Unknown으로 바꿉니다.',
  'node.taint': (v) => `노드 ${with_(v, 'node', '을/를')} 쓸 수 없으므로 테인트 ${with_(v, 'taint', '을/를')} 답니다.`,
  'node.untaint': '노드 {node}의 테인트를 현재 상태 조건에 맞춥니다.',
  'node.podsNotReady': '노드 {node}에서 소식이 없으므로 그 위의 파드 {count}개를 준비되지 않은 것으로 표시합니다.',
  'eviction.gone': (v) => `파드 ${with_(v, 'pod', '은/는')} 이미 없거나 삭제되는 중입니다.`,
  'eviction.none': '파드 {pod}의 노드에는 파드를 내보내는 테인트가 없습니다.',
  'eviction.tolerated': (v) =>
    `파드 ${with_(v, 'pod', '은/는')} ${text(v, 'node')}의 ${with_(v, 'taint', '을/를')} 계속 용인합니다.`,
  'eviction.waiting': (v) =>
    `파드 ${with_(v, 'pod', '은/는')} ${text(v, 'node')}의 ${with_(v, 'taint', '을/를')} ${text(v, 'seconds')}초 동안 용인합니다.`,
  'eviction.cancelled': (v) => `노드를 다시 쓸 수 있으므로 파드 ${with_(v, 'pod', '은/는')} 그대로 둡니다.`,
  'eviction.evict': (v) =>
    `파드 ${with_(v, 'pod', '은/는')} ${text(v, 'node')}의 ${with_(v, 'taint', '을/를')} 더는 용인하지 않으므로 삭제합니다.`,
  'podgc.present': (v) => `노드 ${with_(v, 'node', '이/가')} 있습니다.`,
  'podgc.empty': '없어진 노드 {node}에 배정된 파드가 없습니다.',
  'podgc.orphans': (v) =>
    `노드 ${with_(v, 'node', '이/가')} 없어졌으므로 거기에 배정된 파드 ${text(v, 'count')}개를 정리합니다.`,
  'quota.gone': '리소스쿼터가 이미 없습니다.',
  'quota.count': (v) => `${with_(v, 'quota', '을/를')} 계산하려고, 캐시에 없는 대상의 목록을 먼저 가져옵니다.`,
  'quota.same': '{quota}의 사용량이 실제와 같습니다.',
  'quota.changed': '네임스페이스의 사용량을 다시 세었으므로 {quota}의 상태를 고칩니다.',
  'disruption.gone': 'PodDisruptionBudget이 이미 없습니다.',
  'disruption.same': '예산 {budget}의 상태가 최신입니다. 정상 파드 {healthy}개, 필요한 파드 {desired}개입니다.',
  'disruption.changed':
    '예산 {budget}의 정상 파드는 {healthy}개이고 {desired}개가 필요하므로, 지금 중단해도 되는 파드는 {allowed}개입니다.',
  'protection.idle': (v) => `${with_(v, 'name', '은/는')} 삭제하는 중이 아니므로 할 일이 없습니다.`,
  'protection.protect': '{name}에 아직 보호 장치가 없으므로 파이널라이저를 붙입니다.',
  'protection.used': (v) => `${with_(v, 'name', '은/는')} 아직 쓰이고 있으므로 쓰는 곳이 없어질 때까지 남깁니다.`,
  'protection.release': (v) => `${with_(v, 'name', '을/를')} 쓰는 곳이 없으므로 파이널라이저를 떼어 삭제되게 합니다.`,
  'aggregation.gone': '이 클러스터롤은 다른 롤의 규칙을 모으지 않습니다.',
  'aggregation.same': (v) =>
    `클러스터롤 ${with_(v, 'name', '은/는')} 모으는 롤 ${text(v, 'count')}개의 규칙을 모두 갖고 있습니다.`,
  'aggregation.changed': '클러스터롤 {name}에 모으는 롤 {count}개의 규칙을 넣습니다.',
};
