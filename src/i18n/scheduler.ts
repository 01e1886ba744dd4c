import { josa, type Entry, type Values } from './core.ts';

/**
 * What the scheduler and kube-proxy decided: one sentence per attempt, per move in the queue, and per clause of a
 * FailedScheduling message that the narration does not have already; and what each plugin looks at.
 */
const text = (values: Values, key: string): string => String(values[key] ?? '');
/** A word with the particle that fits its end. */
const with_ = (values: Values, key: string, pair: Parameters<typeof josa>[1]): string =>
  text(values, key) + josa(text(values, key), pair);
const nodes = (values: Values): string =>
  Number(values['count']) === 1 ? 'One node' : `${text(values, 'count')} nodes`;

export const schedulerEn = {
  'schedule.chosen': '{feasible} of {all} nodes passed the filters; {node} scored highest ({score}).',
  'schedule.drawn':
    '{feasible} of {all} nodes passed the filters; {equals} share the highest score ({score}), and the lot fell on {node}.',
  'schedule.only': 'Of {all} nodes only {node} passed the filters, so nothing had to be scored.',
  'schedule.none': (v) =>
    `None of the ${text(v, 'all')} nodes passed the filters. The Pod waits until something changes that could help it.`,
  'schedule.noNodes': 'The cluster has no node yet. The Pod waits for one.',

  'queue.new': '{name} has no node yet: it lines up to be scheduled.',
  'queue.gated': '{name} has scheduling gates: it is not tried until they are removed.',
  'queue.waits': '{name} fits nowhere now. It waits until something that refused it changes, at most five minutes.',
  'queue.error': 'An error got in the way: {name} is tried again after a short back-off.',
  'queue.backedOff': 'The back-off of {name} is over: it lines up again.',
  'queue.timeout': '{name} has waited five minutes: it is tried again, in case a change was missed.',
  'queue.woken': '{event} may have made room: {name} is tried again.',

  'clause.unnamed': (v) => `${nodes(v)} cannot be meant: the Pod names the nodes it wants, and not these.`,
  'clause.conflict': 'The Pod names nodes that exclude each other, so that no node can fit.',
  'clause.spreadLabel': (v) => `${nodes(v)} lack the label by which the Pods are to be spread.`,
  'clause.antiaffinityOfOthers': (v) =>
    `On ${nodes(v).toLowerCase()} a Pod is running that does not want this one near it.`,
  'clause.notHelpful': (v) =>
    `${nodes(v)} would not do even if other Pods were evicted: the reason lies in the node or in this Pod.`,
  'clause.noVictims': (v) =>
    `${nodes(v)} could take it if Pods were evicted, but no Pod there is less important than this one.`,
  'clause.neverPreempts': 'The priority class of this Pod forbids it to evict others (preemptionPolicy: Never).',
  'clause.clearing': 'Room is being made for this Pod: the Pods evicted for it are still shutting down.',
  'clause.noNodes': 'The cluster has no node the scheduler could look at.',
  'clause.unboundClaims': 'A PersistentVolumeClaim of the Pod has no volume yet, and no node can change that.',
  'clause.noClaim': 'The Pod uses the PersistentVolumeClaim {what}, which does not exist.',
  'clause.claimLeaves': 'The PersistentVolumeClaim {what} is being deleted.',
  'clause.claimLost': 'The PersistentVolumeClaim {what} has lost its volume.',
  'clause.volumeElsewhere': (v) => `${nodes(v)} cannot reach a volume that the Pod uses.`,
  'clause.noVolume': (v) => `For ${nodes(v).toLowerCase()} there is no volume that a claim of the Pod could get.`,
  'clause.volumeZone': (v) => `${nodes(v)} are in another zone than a volume of the Pod.`,
  'clause.onePodVolume': 'A volume for one Pod only (ReadWriteOncePod) is in use by another Pod.',
  'clause.volumes': 'A node was found, but the volumes did not come: {what}',
  'clause.binding': 'A node was found, but the API server did not accept the binding: {what}',
  'clause.deleting': 'The Pod {what} is being deleted and is not scheduled any more.',

  'plugin.NodeUnschedulable': 'Is the node cordoned?',
  'plugin.NodeName': 'Does the Pod ask for another node by name?',
  'plugin.TaintToleration': 'Does the Pod tolerate the taints of the node? Fewer “rather not” taints score higher.',
  'plugin.NodeAffinity': 'Does the node have the labels the Pod asks for? Preferred labels score.',
  'plugin.NodePorts': 'Are the ports free that the Pod wants on the machine itself?',
  'plugin.NodeResourcesFit':
    'Do the requests fit beside those of the Pods already there? The emptier node scores higher.',
  'plugin.VolumeRestrictions': 'Is a volume that only one Pod may use (ReadWriteOncePod) free?',
  'plugin.VolumeBinding': 'Do the claims have volumes, or can they get some, that this node reaches?',
  'plugin.VolumeZone': 'Are the volumes in the zone of the node?',
  'plugin.PodTopologySpread':
    'Are the Pods spread evenly over nodes and zones? Where fewer of the same kind are scores higher.',
  'plugin.InterPodAffinity': 'Are the Pods there that this one wants near, and none that it wants away?',
  'plugin.NodeResourcesBalancedAllocation':
    'Would cpu and memory be used in equal shares? The more even node scores higher.',
  'plugin.ImageLocality': 'Does the node have the image already? Large images score.',

  'proxy.synced': (v) =>
    `kube-proxy rewrote the rules of its node: ${text(v, 'services')} ${v['services'] === 1 ? 'Service' : 'Services'}, ${text(v, 'endpoints')} ${v['endpoints'] === 1 ? 'endpoint' : 'endpoints'}.`,
} satisfies Record<string, Entry>;

export const schedulerKo: Record<keyof typeof schedulerEn, Entry> = {
  'schedule.chosen': (v) =>
    `노드 ${text(v, 'all')}개 중 ${text(v, 'feasible')}개가 필터를 통과했고, ${with_(v, 'node', '이/가')} 가장 높은 점수(${text(v, 'score')}점)를 받았습니다.`,
  'schedule.drawn': (v) =>
    `노드 ${text(v, 'all')}개 중 ${text(v, 'feasible')}개가 필터를 통과했습니다. 최고점(${text(v, 'score')}점)이 ${text(v, 'equals')}개라 그중에서 ${with_(v, 'node', '을/를')} 무작위로 골랐습니다.`,
  'schedule.only': (v) =>
    `노드 ${text(v, 'all')}개 중 ${text(v, 'node')}만 필터를 통과했으므로 점수를 매기지 않았습니다.`,
  'schedule.none':
    '노드 {all}개 중 필터를 통과한 노드가 없습니다. 파드는 도움이 될 만한 변화가 생길 때까지 기다립니다.',
  'schedule.noNodes': '클러스터에 아직 노드가 없습니다. 파드는 노드가 생길 때까지 기다립니다.',

  'queue.new': (v) => `${with_(v, 'name', '은/는')} 아직 노드가 없으므로 스케줄링 대기열에 들어갑니다.`,
  'queue.gated': (v) =>
    `${text(v, 'name')}에 스케줄링 게이트(schedulingGates)가 있어, 게이트가 없어질 때까지 배치를 시도하지 않습니다.`,
  'queue.waits': (v) =>
    `${with_(v, 'name', '은/는')} 지금 들어갈 노드가 없습니다. 막은 이유가 바뀔 때까지, 길어도 5분 동안 기다립니다.`,
  'queue.error': (v) => `오류가 생겨 ${with_(v, 'name', '은/는')} 잠시 물러났다가(백오프) 다시 시도합니다.`,
  'queue.backedOff': (v) => `백오프 시간이 끝나 ${with_(v, 'name', '이/가')} 대기열로 돌아갑니다.`,
  'queue.timeout': (v) =>
    `${with_(v, 'name', '이/가')} 5분을 기다렸습니다. 놓친 변화가 있을 수 있으므로 다시 시도합니다.`,
  'queue.woken': (v) =>
    `${text(v, 'event')} 덕분에 자리가 생겼을 수 있으므로 ${with_(v, 'name', '을/를')} 다시 시도합니다.`,

  'clause.unnamed': '노드 {count}개는 파드가 이름으로 지정한 노드가 아니므로 살펴보지 않았습니다.',
  'clause.conflict': '파드가 지정한 노드 이름 조건이 서로 어긋나 어떤 노드도 맞을 수 없습니다.',
  'clause.spreadLabel': '노드 {count}개에는 파드를 고르게 퍼뜨리는 기준이 되는 레이블이 없습니다.',
  'clause.antiaffinityOfOthers': '노드 {count}개에는 이 파드와 함께 있지 않으려는 파드가 이미 실행 중입니다.',
  'clause.notHelpful':
    '노드 {count}개는 다른 파드를 내보내도 소용이 없습니다. 막은 이유가 노드나 이 파드 자체에 있습니다.',
  'clause.noVictims':
    '노드 {count}개는 다른 파드를 내보내면 자리가 나지만, 이 파드보다 우선순위가 낮은 파드가 없습니다.',
  'clause.neverPreempts': '이 파드의 우선순위 클래스는 다른 파드를 내보내지 못하게 합니다(preemptionPolicy: Never).',
  'clause.clearing': '이 파드의 자리를 만드는 중입니다. 내보낸 파드가 아직 종료되지 않았습니다.',
  'clause.noNodes': '스케줄러가 살펴볼 노드가 클러스터에 없습니다.',
  'clause.unboundClaims': '파드가 쓰는 볼륨 클레임(PVC)에 아직 볼륨이 없습니다. 어느 노드를 골라도 달라지지 않습니다.',
  'clause.noClaim': (v) => `파드가 쓰는 볼륨 클레임(PVC) ${with_(v, 'what', '이/가')} 없습니다.`,
  'clause.claimLeaves': (v) => `볼륨 클레임(PVC) ${with_(v, 'what', '을/를')} 삭제하는 중입니다.`,
  'clause.claimLost': '볼륨 클레임(PVC) {what}의 볼륨이 없어졌습니다.',
  'clause.volumeElsewhere': '노드 {count}개에서는 파드가 쓰는 볼륨에 닿을 수 없습니다.',
  'clause.noVolume': '노드 {count}개에는 파드의 클레임에 줄 볼륨이 없습니다.',
  'clause.volumeZone': '노드 {count}개는 파드가 쓰는 볼륨과 다른 영역(zone)에 있습니다.',
  'clause.onePodVolume': '한 파드만 쓸 수 있는 볼륨(ReadWriteOncePod)을 다른 파드가 쓰고 있습니다.',
  'clause.volumes': '노드는 골랐지만 볼륨이 준비되지 않았습니다: {what}',
  'clause.binding': '노드는 골랐지만 API 서버가 바인딩을 받아들이지 않았습니다: {what}',
  'clause.deleting': (v) => `파드 ${with_(v, 'what', '은/는')} 삭제되는 중이므로 더는 배치하지 않습니다.`,

  'plugin.NodeUnschedulable': '노드가 스케줄 금지(cordon) 상태인지 확인합니다.',
  'plugin.NodeName': '파드가 다른 노드를 이름으로 지정했는지 확인합니다.',
  'plugin.TaintToleration':
    '파드가 노드의 테인트를 용인하는지 확인합니다. 되도록 피하라는(PreferNoSchedule) 테인트가 적을수록 점수가 높습니다.',
  'plugin.NodeAffinity': '파드가 요구하는 레이블이 노드에 있는지 확인합니다. 선호하는 레이블은 점수가 됩니다.',
  'plugin.NodePorts': '파드가 쓰려는 호스트 포트가 비어 있는지 확인합니다.',
  'plugin.NodeResourcesFit':
    '이미 있는 파드의 요청에 더해 이 파드의 요청(requests)이 들어가는지 확인합니다. 더 비어 있는 노드일수록 점수가 높습니다.',
  'plugin.VolumeRestrictions': '한 파드만 쓸 수 있는 볼륨(ReadWriteOncePod)이 비어 있는지 확인합니다.',
  'plugin.VolumeBinding': '클레임에 볼륨이 있는지, 없으면 이 노드에서 쓸 수 있는 볼륨을 받을 수 있는지 확인합니다.',
  'plugin.VolumeZone': '볼륨이 노드와 같은 영역(zone)에 있는지 확인합니다.',
  'plugin.PodTopologySpread':
    '파드가 노드와 영역에 고르게 퍼지는지 확인합니다. 같은 종류의 파드가 적은 곳일수록 점수가 높습니다.',
  'plugin.InterPodAffinity': '가까이 있어야 할 파드가 있는지, 떨어져 있어야 할 파드는 없는지 확인합니다.',
  'plugin.NodeResourcesBalancedAllocation':
    'CPU와 메모리가 비슷한 비율로 쓰이게 되는지 확인합니다. 고를수록 점수가 높습니다.',
  'plugin.ImageLocality': '필요한 이미지가 노드에 이미 있는지 확인합니다. 큰 이미지일수록 점수가 높습니다.',

  'proxy.synced': 'kube-proxy가 자기 노드의 규칙을 다시 썼습니다: 서비스 {services}개, 엔드포인트 {endpoints}개.',
};
