import { josa, type Dictionary, type Lang, type Values } from './core.ts';

/**
 * What the cluster does, in sentences a beginner understands: one entry per key of the beats, the why-chains and the
 * lines on the cards. Actors and kinds are named once, at the top.
 */

const text = (values: Values, key: string): string => String(values[key] ?? '');

const actorsEn: Readonly<Record<string, string>> = {
  user: 'kubectl',
  apiserver: 'the API server',
  etcd: 'etcd',
  scheduler: 'the scheduler',
  'controller-manager': 'the controller manager',
  kubelet: 'the kubelet',
  runtime: 'the container runtime',
  cni: 'the network plugin',
  registry: 'the image registry',
  storage: 'the network storage',
  'kube-proxy': 'kube-proxy',
  'garbage-collector': 'the garbage collector',
  'deployment-controller': 'the Deployment controller',
  'replicaset-controller': 'the ReplicaSet controller',
  replication: 'the ReplicationController controller',
  statefulset: 'the StatefulSet controller',
  daemonset: 'the DaemonSet controller',
  job: 'the Job controller',
  cronjob: 'the CronJob controller',
  'ttl-after-finished': 'the controller that clears finished Jobs',
  disruption: 'the disruption controller',
  'horizontal-pod-autoscaler': 'the autoscaler’s controller',
  'metrics-server': 'metrics-server',
  'kube-aggregator': 'the API server',
  resourcequota: 'the ResourceQuota controller',
  'persistentvolume-binder': 'the PV binder',
  'persistentvolumeclaim-protection': 'the PVC protection controller',
  'persistentvolume-protection': 'the PV protection controller',
  'clusterrole-aggregation': 'the ClusterRole aggregation controller',
  'endpointslice-controller': 'the EndpointSlice controller',
  'namespace-controller': 'the namespace controller',
  'node-lifecycle-controller': 'the node lifecycle controller',
  'service-account-controller': 'the ServiceAccount controller',
  'serviceaccount-controller': 'the ServiceAccount controller',
  'root-ca-certificate-publisher': 'the root CA publisher',
  'taint-eviction-controller': 'the taint eviction controller',
  'pod-garbage-collector': 'the Pod garbage collector',
};

const actorsKo: Readonly<Record<string, string>> = {
  user: 'kubectl',
  apiserver: 'API 서버',
  etcd: 'etcd',
  scheduler: '스케줄러',
  'controller-manager': '컨트롤러 매니저',
  kubelet: 'kubelet',
  runtime: '컨테이너 런타임',
  cni: '네트워크 플러그인(CNI)',
  registry: '이미지 레지스트리',
  storage: '네트워크 저장소',
  'kube-proxy': 'kube-proxy',
  'garbage-collector': '가비지 컬렉터',
  'deployment-controller': 'Deployment 컨트롤러',
  'replicaset-controller': 'ReplicaSet 컨트롤러',
  replication: 'ReplicationController 컨트롤러',
  statefulset: 'StatefulSet 컨트롤러',
  daemonset: 'DaemonSet 컨트롤러',
  job: 'Job 컨트롤러',
  cronjob: 'CronJob 컨트롤러',
  'ttl-after-finished': '끝난 Job을 치우는 컨트롤러',
  disruption: '중단(disruption) 컨트롤러',
  'horizontal-pod-autoscaler': 'HPA 컨트롤러',
  'metrics-server': 'metrics-server',
  'kube-aggregator': 'API 서버',
  resourcequota: 'ResourceQuota 컨트롤러',
  'persistentvolume-binder': '볼륨 바인더(PV 컨트롤러)',
  'persistentvolumeclaim-protection': 'PVC 보호 컨트롤러',
  'persistentvolume-protection': 'PV 보호 컨트롤러',
  'clusterrole-aggregation': 'ClusterRole 집계 컨트롤러',
  'endpointslice-controller': 'EndpointSlice 컨트롤러',
  'namespace-controller': '네임스페이스 컨트롤러',
  'node-lifecycle-controller': '노드 수명 주기 컨트롤러',
  'service-account-controller': 'ServiceAccount 컨트롤러',
  'serviceaccount-controller': 'ServiceAccount 컨트롤러',
  'root-ca-certificate-publisher': '루트 CA 게시 컨트롤러',
  'taint-eviction-controller': '테인트 축출 컨트롤러',
  'pod-garbage-collector': '파드 가비지 컬렉터',
};

const kindsKo: Readonly<Record<string, string>> = {
  Pod: '파드',
  Node: '노드',
  Service: '서비스',
  Namespace: '네임스페이스',
  Event: '이벤트',
};

/** The name of an actor or of a controller inside one, as it stands in a sentence. */
export const actorName = (lang: Lang, id: string): string => {
  const names = lang === 'ko' ? actorsKo : actorsEn;
  return names[id] ?? names[id.replace(/-controller$/, '')] ?? id.replace('@', ' @ ');
};

/** What a registry means by its long refusal; undefined for anything else. */
const pullTroubles: readonly (readonly [RegExp, string, string])[] = [
  [
    /pull access denied|insufficient_scope/,
    'there is no such image, or it is not for everybody. Is the name right?',
    '그런 이미지가 없거나, 아무에게나 공개된 이미지가 아닙니다. 이름이 맞는지 확인하세요.',
  ],
  [/not found/, 'there is no such tag. Is the tag right?', '그런 태그가 없습니다. 태그가 맞는지 확인하세요.'],
];
const pullTrouble = (lang: Lang, v: Values): string => {
  const known = pullTroubles.find(([pattern]) => pattern.test(text(v, 'error')));
  return known ? known[lang === 'en' ? 1 : 2] : text(v, 'error');
};

const phaseWordsEn: Readonly<Record<string, string>> = {
  user: 'You ask',
  scheduler: 'Choosing a node',
  kubelet: 'Running it',
  status: 'Reporting',
};
const phaseWordsKo: Readonly<Record<string, string>> = {
  user: '내 요청',
  scheduler: '노드 고르기',
  kubelet: '컨테이너 실행',
  status: '결과 보고',
};

/** A kubelet's last step in a word or two, for the line under its name. */
const stepsEn: Readonly<Record<string, string>> = {
  sandbox: 'sandbox',
  pull: 'pulling',
  pulled: 'pulled',
  create: 'creating',
  start: 'starting',
  exited: 'ended',
  killing: 'stopping',
  'back-off': 'waiting to restart',
  'pull-failed': 'image missing',
  'image-back-off': 'waiting to pull',
  'probe-ready': 'ready',
  'probe-unready': 'not ready',
  removed: 'removed',
};
const stepsKo: Readonly<Record<string, string>> = {
  sandbox: '샌드박스 준비',
  pull: '이미지 받는 중',
  pulled: '이미지 도착',
  create: '컨테이너 생성',
  start: '컨테이너 시작',
  exited: '종료됨',
  killing: '멈추는 중',
  'back-off': '재시작 대기',
  'pull-failed': '이미지 없음',
  'image-back-off': '다시 받기 대기',
  'probe-ready': '준비됨',
  'probe-unready': '준비 안 됨',
  removed: '삭제됨',
};
const lineOf = (v: Values, steps: Readonly<Record<string, string>>): string => {
  const step = steps[text(v, 'step')];
  return step ? `${text(v, 'name')}: ${step}` : text(v, 'name');
};

/** What tells a Pod from its sisters: the last part of a generated name. There is no room for more on a card. */
const ending = (v: Values): string => {
  const parts = text(v, 'name').split('-');
  return parts.length > 1 && parts.at(-1)!.length === 5 ? parts.at(-1)! : text(v, 'name');
};

const who = (v: Values): string => actorName('en', text(v, 'who'));
const Who = (v: Values): string => {
  // Names of programs, kubectl and etcd, keep their small letter.
  return who(v).replace(/^the /, 'The ');
};
const thing = (v: Values): string => `${text(v, 'kind')} ${text(v, 'name').replace(/-$/, '')}`.trim();
const onNode = (v: Values): string => (v['node'] ? ` on ${text(v, 'node')}` : '');
const Kubelet = (v: Values): string => `The kubelet${onNode(v)}`;
const phasesEn: Readonly<Record<string, string>> = {
  Succeeded: 'all its containers ended well',
  Failed: 'a container ended in failure',
  ErrImagePull: 'its image could not be fetched',
  ImagePullBackOff: 'waiting a while before the image is tried again',
  InvalidImageName: 'the name of its image breaks the rules',
  CreateContainerConfigError: 'something it refers to is missing',
  RunContainerError: 'its program could not be started',
  CrashLoopBackOff: 'its program keeps ending: waiting before the next start',
};
const phaseEn = (v: Values): string => {
  const phase = text(v, 'phase');
  return phase in phasesEn ? `${phase} (${phasesEn[phase]})` : phase;
};
const nodesEn = (v: Values): string => (Number(v['count']) === 1 ? 'One node does' : `${v['count']} nodes do`);
const aPod = (v: Values): string => (v['name'] ? `Pod ${text(v, 'name')}` : 'the Pod');

export const narrationEn = {
  phase: (v) => phaseWordsEn[text(v, 'who')] ?? actorName('en', text(v, 'who')).replace(/^the | controller$/g, ''),

  'beat.command': 'You type: {line}',
  'beat.interrupt': 'You press Ctrl+C: the running command ends.',
  'beat.call': (v) => `${Who(v)} asks the API server: ${text(v, 'label')}.`,
  'beat.fetch': 'On behalf of kubectl the API server turns to the kubelet on {node}, for Pod {name}.',
  'beat.backend': 'The API server does not serve this group itself: it hands the request over to a program on {node}.',
  'beat.scrape': 'metrics-server asks the kubelet on {node} what its containers use.',
  'beat.route': 'A program in a container looks up where {place} leads.',
  'beat.routed': 'The node’s rules name the endpoints behind the name: {count}.',
  'beat.traffic': 'Requests of the next seconds go to {ip}: {count}.',
  'beat.trafficAnswered': 'The program in the Pod has answered: {code}.',
  'beat.fetch.logs': 'On behalf of kubectl the API server asks the kubelet on {node} for the log of Pod {name}.',
  'beat.event': (v) => `${Who(v)} records an Event about ${thing(v)}: ${text(v, 'reason')}, “${text(v, 'message')}”.`,
  'beat.lease': (v) => `${Who(v)}${onNode(v)} renews its lease: “I am alive.”`,
  'beat.bind':
    'The scheduler has chosen node {node} for Pod {name} and asks the API server to write that down. It starts nothing itself.',
  'beat.evict': (v) => `${Who(v)} asks the API server to evict Pod ${text(v, 'name')}.`,
  'beat.create': (v) => `${Who(v)} asks the API server to create ${thing(v)}.`,
  'beat.create.missing': (v) =>
    Number(v['missing']) === 1
      ? `${Who(v)} sees that one Pod is missing (${v['have']} of ${v['want']}) and asks the API server to create it.`
      : `${Who(v)} sees that ${v['missing']} Pods are missing (${v['have']} of ${v['want']}) and asks the API server to create one.`,
  'beat.delete': (v) => `${Who(v)} asks the API server to delete ${thing(v)}.`,
  'beat.delete.surplus': (v) =>
    `${Who(v)} sees ${v['surplus']} Pod${Number(v['surplus']) === 1 ? '' : 's'} too many (${v['have']}, wanted ${v['want']}) and asks the API server to delete Pod ${text(v, 'name')}.`,
  'beat.delete.final': (v) => `${Kubelet(v)} has cleaned up and asks the API server to remove ${aPod(v)} for good.`,
  'beat.get': (v) => `${Who(v)} asks the API server for ${thing(v)}.`,
  'beat.list': (v) => `${Who(v)} asks the API server for the list of ${text(v, 'kind')} objects.`,
  'beat.logs': (v) =>
    `${Who(v)} asks for the log of Pod ${text(v, 'name')}. The API server fetches it from the kubelet.`,
  'beat.watch': (v) => `${Who(v)} asks to be told about every change of ${text(v, 'kind')} objects.`,
  'beat.update': (v) => `${Who(v)} asks the API server to change ${thing(v)}.`,
  'beat.resize': (v) => `${Who(v)} asks the API server to set ${thing(v)} to ${v['replicas']} replicas.`,
  'beat.status': (v) => `${Who(v)}${onNode(v)} reports the current state of ${thing(v)}.`,
  'beat.status.pod': (v) =>
    `${Kubelet(v)} reports the state of Pod ${text(v, 'name')} to the API server: ${phaseEn(v)}.`,
  'beat.status.waiting': (v) =>
    `${Kubelet(v)} reports to the API server that a container of Pod ${text(v, 'name')} does not run: ${phaseEn({ phase: text(v, 'reason') })}.`,
  'beat.status.unschedulable': 'The scheduler found no node for Pod {name} and writes the reason into its status.',
  'beat.answer': (v) => `The API server answers ${who(v)}: done (${v['code']}).`,
  'beat.answer.read': (v) => `The API server answers ${who(v)} with what is stored (${v['code']}).`,
  'beat.refused': (v) => `The API server refuses (${v['code']}): ${text(v, 'message')}`,
  'beat.refused.connection': (v) => `Nobody answers ${who(v)}: the API server is not running.`,
  'beat.conflict': (v) =>
    `The API server refuses (409): somebody else was faster. ${Who(v)} will read again and try again.`,
  'beat.put': (v) => `The API server writes ${thing(v)} to etcd. Only the API server may do that.`,
  'beat.put.new': (v) => `The API server writes the new ${thing(v)} to etcd.`,
  'beat.put.changed': (v) => `The API server writes the changed ${thing(v)} to etcd.`,
  'beat.put.state': (v) => `The API server writes the current state of ${thing(v)} to etcd.`,
  'beat.put.bound': 'The API server writes to etcd that Pod {name} belongs to node {node}.',
  'beat.put.status': (v) => `The API server writes the state of Pod ${text(v, 'name')} to etcd: ${phaseEn(v)}.`,
  'beat.put.leaving': (v) =>
    v['kind'] === 'Pod'
      ? `The API server marks ${thing(v)} in etcd as to be deleted. It is not removed yet: first its kubelet has to stop it.`
      : `The API server marks ${thing(v)} in etcd as to be deleted. It goes for good when the cleaning up is done.`,
  'beat.put.delete': (v) => `The API server removes ${thing(v)} from etcd.`,
  'beat.read': 'The API server reads {key} from etcd.',
  'beat.read.reply': 'etcd answers with {count} values.',
  'beat.committed': 'etcd has stored it: revision {revision}.',
  'beat.compare.failed': 'etcd refuses the write: the value has changed in the meantime.',
  'beat.etcd.watch': 'The API server asks etcd to be told about every change below {key}.',
  'beat.etcd.tells': 'etcd tells the API server of the change: revision {revision}.',
  'beat.etcd.error': 'etcd cannot do it: {error}',
  'beat.etcd.other': 'The API server and etcd: {op}.',
  'beat.other': (v) => `${Who(v)}: ${text(v, 'label')}.`,

  'notice.unbound': 'The API server tells the scheduler: Pod {name} has no node yet.',
  'notice.bound': 'The API server tells the kubelet on {node}: Pod {name} is yours.',
  'notice.leaving': 'The API server tells the kubelet on {node}: Pod {name} is to stop.',
  'notice.new': (v) => `The API server tells ${who(v)} of the new ${thing(v)}.`,
  'notice.changed': (v) => `The API server tells ${who(v)} that ${thing(v)} has been changed.`,
  'notice.lost': (v) => `The API server tells ${who(v)} that ${thing(v)} is going.`,
  'notice.gone': (v) => `The API server tells ${who(v)} that ${thing(v)} is gone.`,
  'notice.cache': (v) =>
    `${Who(v)}${onNode(v)} brings its copy of ${thing(v)} up to date (${text(v, 'type')}). There is nothing to do.`,
  'notice.bookmark': (v) => `${Who(v)}${onNode(v)} hears how far the watch has come.`,

  'cri.RunPodSandbox': (v) =>
    `${Kubelet(v)} tells the runtime to make a sandbox for ${aPod(v)}: its network and its pause container.`,
  'cri.StopPodSandbox': (v) => `${Kubelet(v)} tells the runtime to take down the sandbox of ${aPod(v)}.`,
  'cri.RemovePodSandbox': (v) => `${Kubelet(v)} tells the runtime to clear away what is left of ${aPod(v)}.`,
  'cri.PullImage': (v) => `${Kubelet(v)} tells the runtime to fetch the image ${text(v, 'image')}.`,
  'cri.ImageStatus': (v) => `${Kubelet(v)} asks whether the image ${text(v, 'image')} is already there.`,
  'cri.CreateContainer': (v) => `${Kubelet(v)} tells the runtime to create the container ${text(v, 'container')}.`,
  'cri.StartContainer': (v) => `${Kubelet(v)} tells the runtime to start the container of ${aPod(v)}.`,
  'cri.StopContainer': (v) =>
    `${Kubelet(v)} tells the runtime to stop the container of ${aPod(v)} (SIGTERM, later SIGKILL).`,
  'cri.RemoveContainer': (v) => `${Kubelet(v)} tells the runtime to remove an ended container of ${aPod(v)}.`,
  'cri.done': 'The runtime reports: {call} done.',
  'cri.failed': 'The runtime reports that {call} failed: {error}',
  'cri.failed.pull': (v) => `The image ${text(v, 'image')} cannot be fetched: ${pullTrouble('en', v)}`,
  'container.started': (v) => `A container of ${aPod(v)} has started.`,
  'container.died': (v) => `A container of ${aPod(v)} has ended with exit code ${v['exitCode']}.`,
  'place.write': 'The container runtime writes to {place}, behind the network.',
  'place.read': 'The container runtime gets what stands in {place}, behind the network.',
  'cni.ADD': (v) => `The runtime asks the network plugin for an address for ${aPod(v)}.`,
  'cni.DEL': (v) => `The runtime tells the network plugin to take back the address of ${aPod(v)}.`,
  'cni.done': 'The network plugin is done: {ip}',
  'cni.failed': 'The network plugin failed: {error}',
  pull: 'The runtime on {node} asks the registry for {image}.',
  'pull.done': 'The registry has sent {image} to {node}.',
  'pull.failed': (v) => `The registry refuses ${text(v, 'image')}: ${pullTrouble('en', v)}`,
  probe: (v) => `${Kubelet(v)} asks the container ${text(v, 'container')} how it is (${text(v, 'probe')} probe).`,
  'probe.ok': 'The container answers: all is well.',
  'probe.failed': 'The probe fails: {output}',
  'stream.chunk': 'A piece of the stream arrives.',
  'stream.end': (v) => `The open connection of ${who(v)} ends.`,
  'stream.cancel': (v) => `${Who(v)} hangs up.`,

  'why.commit': 'etcd stored {key} as revision {revision}.',
  'why.commit.deleted': 'etcd removed {key} in revision {revision}.',
  'why.unschedulable': 'The scheduler found no node for Pod {name}: {message}',
  'why.wait': (v) => `${Who(v)} waited ${v['seconds']} s.`,
  'why.timer': (v) => `${Who(v)} looks after its work from time to time (${text(v, 'name')}).`,
  'why.start': (v) => `${Who(v)} has started.`,
  'why.lost': (v) => `The connection of ${who(v)} to the API server broke.`,
  'why.cut': (v) => `The link is cut: the message never reaches ${who(v)}${onNode(v)}.`,
  'why.timeout': (v) => `${Who(v)} waited for an answer in vain: the time is up.`,
  'link.cut': (v) => `The link between ${who(v)} and ${actorName('en', text(v, 'other'))}${onNode(v)} is cut.`,
  'link.mend': (v) => `The link between ${who(v)} and ${actorName('en', text(v, 'other'))}${onNode(v)} is mended.`,
  'why.lease': 'A lease in etcd has run out.',
  'why.note': (v) => `${Who(v)}: ${text(v, 'kind')}.`,

  'line.revision': 'revision {revision}',
  'line.counts': (v) => (v['have'] === v['want'] ? `${v['want']} of ${v['want']}` : `${v['have']} → ${v['want']} Pods`),
  'line.scheduled': (v) => `${ending(v)} → ${text(v, 'node')}`,
  'line.unschedulable': (v) => `${ending(v)}: fits nowhere`,
  'line.kubelet': (v) => lineOf(v, stepsEn),

  'clause.insufficient': (v) =>
    `${nodesEn(v)} not have enough ${text(v, 'what')} left: the requests of the Pods already there count, not what they really use.`,
  'clause.pods': (v) => `${nodesEn(v)} not take more Pods.`,
  'clause.taint': (v) =>
    `${Number(v['count']) === 1 ? 'One node keeps' : `${v['count']} nodes keep`} Pods away with the taint ${text(v, 'what')}, which this Pod does not tolerate.`,
  'clause.selector': (v) => `${nodesEn(v)} not have the labels that nodeSelector or node affinity ask for.`,
  'clause.cordoned': (v) =>
    `${Number(v['count']) === 1 ? 'One node is' : `${v['count']} nodes are`} cordoned: nothing new is placed there.`,
  'clause.name': (v) => `${nodesEn(v)} not have the name the Pod asks for.`,
  'clause.ports': (v) => `${nodesEn(v)} not have the host port free.`,
  'clause.spread': (v) => `${nodesEn(v)} not keep the Pods spread evenly enough.`,
  'clause.affinity': (v) => `${nodesEn(v)} not have the neighbours the Pod wants to be near.`,
  'clause.antiaffinity': (v) => `${nodesEn(v)} not do: a Pod there and this one must not be together.`,
  'clause.other': (v) => `${v['count']}: ${text(v, 'what')}`,

  'problem.closed': 'No cluster is open yet.',
  'problem.actor': 'This cluster has no {actor}.',
  'problem.branch': 'There is no branch {id}.',
  'problem.session': 'This session cannot be rebuilt. It may come from another version.',
  'problem.border': 'The page and the simulation did not understand each other.',
  'problem.crashed': 'The simulation stumbled and was rebuilt from its record. Nothing is lost.',
  'problem.hung': 'The simulation no longer answered and was rebuilt from its record. Nothing is lost.',
  'problem.gave-up': 'The simulation fails again and again. Please reload the page.',
} as const satisfies Dictionary;

// ---------------------------------------------------------------- Korean

const nameOf = (v: Values): string => actorName('ko', text(v, 'who'));
const subjectOf = (v: Values): string => nameOf(v) + josa(nameOf(v), '이/가');
const topicOf = (v: Values): string => nameOf(v) + josa(nameOf(v), '은/는');
/** `kubelet(w2-k8s)과 API 서버의 연결을` */
const linkKo = (v: Values): string => {
  const name = v['node'] ? `${nameOf(v)}(${text(v, 'node')})` : nameOf(v);
  return `${name}${josa(nameOf(v), '와/과')} ${actorName('ko', text(v, 'other'))}의 연결을`;
};
const kindKo = (kind: string): string => kindsKo[kind] ?? kind;
/** Kind and name, or the kind alone: `파드 web-1`, `ReplicaSet web-7d9c`. */
const thingOf = (v: Values): string => `${kindKo(text(v, 'kind'))} ${text(v, 'name').replace(/-$/, '')}`.trim();
const objectMark = (word: string): string => word + josa(word, '을/를');
const subjectMark = (word: string): string => word + josa(word, '이/가');
const topicMark = (word: string): string => word + josa(word, '은/는');
const byMark = (word: string): string => word + josa(word, '로/으로');
const changesKo: Readonly<Record<string, string>> = { ADDED: '추가', MODIFIED: '변경', DELETED: '삭제' };
/** The phase as Kubernetes calls it, and what it means. */
const phasesKo: Readonly<Record<string, string>> = {
  Pending: '아직 실행 전',
  Running: '실행 중',
  Succeeded: '컨테이너가 모두 정상 종료',
  Failed: '컨테이너가 실패로 종료',
  ErrImagePull: '이미지를 내려받지 못함',
  ImagePullBackOff: '잠시 쉬었다가 이미지를 다시 내려받을 예정',
  InvalidImageName: '이미지 이름이 규칙에 맞지 않음',
  CreateContainerConfigError: '필요한 설정이 없음',
  RunContainerError: '프로그램을 시작하지 못함',
  CrashLoopBackOff: '프로그램이 거듭 끝나, 잠시 쉬었다가 다시 시작할 예정',
};
const phaseKo = (v: Values): string => {
  const phase = text(v, 'phase');
  return phase in phasesKo ? `${phase}(${phasesKo[phase]})` : phase;
};
const ofNode = (v: Values): string => (v['node'] ? `${text(v, 'node')} 노드의 ` : '');
const kubeletOf = (v: Values): string => `${ofNode(v)}kubelet이`;
const podOf = (v: Values): string => (v['name'] ? `파드 ${text(v, 'name')}` : '파드');

export const narrationKo: { readonly [Key in keyof typeof narrationEn]: string | ((values: Values) => string) } = {
  phase: (v) => phaseWordsKo[text(v, 'who')] ?? nameOf(v).replace(/ 컨트롤러$/, ''),

  'beat.command': '사용자가 명령을 입력합니다: {line}',
  'beat.interrupt': '사용자가 Ctrl+C를 눌러 실행 중인 명령을 끝냅니다.',
  'beat.call': (v) => `${subjectOf(v)} API 서버에 요청합니다: ${text(v, 'label')}`,
  'beat.fetch': 'API 서버가 kubectl을 대신해 {node} 노드의 kubelet에 파드 {name}의 일을 요청합니다.',
  'beat.backend': 'API 서버가 직접 제공하지 않는 그룹이므로 {node} 노드의 프로그램에 요청을 넘깁니다.',
  'beat.scrape': 'metrics-server가 {node} 노드의 kubelet에 컨테이너 사용량을 묻습니다.',
  'beat.route': (v) => `컨테이너 안의 프로그램이 ${subjectMark(text(v, 'place'))} 가리키는 곳을 찾습니다.`,
  'beat.routed': '노드의 규칙에 따르면 이 이름 뒤의 엔드포인트는 {count}개입니다.',
  'beat.traffic': '앞으로 몇 초 동안의 요청 {count}건이 {ip}에 갑니다.',
  'beat.trafficAnswered': '파드 안의 프로그램이 응답했습니다: {code}',
  'beat.fetch.logs': 'API 서버가 kubectl을 대신해 {node} 노드의 kubelet에 파드 {name}의 로그를 요청합니다.',
  'beat.event': (v) =>
    `${subjectOf(v)} ${thingOf(v)}에 대한 이벤트를 남깁니다: ${text(v, 'reason')}, “${text(v, 'message')}”`,
  'beat.lease': (v) => `${ofNode(v)}${subjectOf(v)} 리스(생존 신고)를 갱신해 살아 있음을 알립니다.`,
  'beat.bind': (v) =>
    `스케줄러가 파드 ${objectMark(text(v, 'name'))} 실행할 노드로 ${objectMark(text(v, 'node'))} 고르고, 그 결정을 기록해 달라고 API 서버에 요청합니다. 스케줄러가 직접 실행하지는 않습니다.`,
  'beat.evict': (v) => `${subjectOf(v)} 파드 ${objectMark(text(v, 'name'))} 축출해 달라고 API 서버에 요청합니다.`,
  'beat.create': (v) => `${subjectOf(v)} ${objectMark(thingOf(v))} 만들어 달라고 API 서버에 요청합니다.`,
  'beat.create.missing': (v) =>
    `${subjectOf(v)} 보니 파드가 ${v['missing']}개 모자랍니다(현재 ${v['have']}개, 원하는 수 ${v['want']}개). 하나를 만들어 달라고 API 서버에 요청합니다.`,
  'beat.delete': (v) => `${subjectOf(v)} ${objectMark(thingOf(v))} 삭제해 달라고 API 서버에 요청합니다.`,
  'beat.delete.surplus': (v) =>
    `${subjectOf(v)} 보니 파드가 ${v['surplus']}개 남습니다(현재 ${v['have']}개, 원하는 수 ${v['want']}개). 파드 ${objectMark(text(v, 'name'))} 삭제해 달라고 API 서버에 요청합니다.`,
  'beat.delete.final': (v) =>
    `${kubeletOf(v)} 정리를 마치고, ${objectMark(podOf(v))} 완전히 지워 달라고 API 서버에 요청합니다.`,
  'beat.get': (v) => `${subjectOf(v)} ${objectMark(thingOf(v))} 보여 달라고 API 서버에 요청합니다.`,
  'beat.list': (v) => `${subjectOf(v)} ${kindKo(text(v, 'kind'))} 목록을 달라고 API 서버에 요청합니다.`,
  'beat.logs': (v) =>
    `${subjectOf(v)} 파드 ${text(v, 'name')}의 로그를 요청합니다. API 서버가 그 노드의 kubelet에서 가져옵니다.`,
  'beat.watch': (v) =>
    `${subjectOf(v)} ${kindKo(text(v, 'kind'))}의 변경을 모두 알려 달라고 API 서버에 요청합니다(감시, watch).`,
  'beat.update': (v) => `${subjectOf(v)} ${objectMark(thingOf(v))} 바꿔 달라고 API 서버에 요청합니다.`,
  'beat.resize': (v) =>
    `${subjectOf(v)} ${thingOf(v)}의 레플리카 수를 ${v['replicas']}개로 바꿔 달라고 API 서버에 요청합니다.`,
  'beat.status': (v) => `${ofNode(v)}${subjectOf(v)} ${thingOf(v)}의 현재 상태를 API 서버에 보고합니다.`,
  'beat.status.pod': (v) => `${kubeletOf(v)} 파드 ${text(v, 'name')}의 상태를 API 서버에 보고합니다: ${phaseKo(v)}`,
  'beat.status.waiting': (v) =>
    `${kubeletOf(v)} 파드 ${text(v, 'name')}의 컨테이너가 실행되지 못한다고 API 서버에 보고합니다: ${phaseKo({ phase: text(v, 'reason') })}`,
  'beat.status.unschedulable': (v) =>
    `스케줄러가 파드 ${objectMark(text(v, 'name'))} 실행할 노드를 찾지 못해, 그 이유를 파드의 status에 적어 달라고 요청합니다.`,
  'beat.answer': (v) => `API 서버가 ${nameOf(v)}에 처리했다고 응답합니다(${v['code']}).`,
  'beat.answer.read': (v) => `API 서버가 저장된 내용을 ${nameOf(v)}에 돌려줍니다(${v['code']}).`,
  'beat.refused': 'API 서버가 요청을 거절합니다({code}): {message}',
  'beat.refused.connection': (v) => `API 서버가 꺼져 있어 ${subjectOf(v)} 응답을 받지 못합니다.`,
  'beat.conflict': (v) =>
    `그 사이 다른 누군가가 먼저 바꿔서 API 서버가 거절합니다(409). ${topicOf(v)} 다시 읽고 다시 시도합니다.`,
  'beat.put': (v) => `API 서버가 ${objectMark(thingOf(v))} etcd에 저장합니다. etcd에 쓸 수 있는 것은 API 서버뿐입니다.`,
  'beat.put.new': (v) => `API 서버가 새 ${objectMark(thingOf(v))} etcd에 저장합니다.`,
  'beat.put.changed': (v) => `API 서버가 바뀐 ${objectMark(thingOf(v))} etcd에 저장합니다.`,
  'beat.put.state': (v) => `API 서버가 ${thingOf(v)}의 현재 상태를 etcd에 저장합니다.`,
  'beat.put.bound': (v) =>
    `API 서버가 파드 ${text(v, 'name')}의 노드 칸(nodeName)에 ${objectMark(text(v, 'node'))} 적어 etcd에 저장합니다.`,
  'beat.put.status': (v) => `API 서버가 파드 ${text(v, 'name')}의 상태를 etcd에 저장합니다: ${phaseKo(v)}`,
  'beat.put.leaving': (v) =>
    v['kind'] === 'Pod'
      ? `API 서버가 ${thingOf(v)}에 삭제 예정 표시를 적어 etcd에 저장합니다. 아직 지우지는 않고, 노드의 kubelet이 정리를 마치기를 기다립니다.`
      : `API 서버가 ${thingOf(v)}에 삭제 예정 표시를 적어 etcd에 저장합니다. 정리가 끝나면 완전히 지워집니다.`,
  'beat.put.delete': (v) => `API 서버가 ${objectMark(thingOf(v))} etcd에서 지웁니다.`,
  'beat.read': (v) => `API 서버가 etcd에서 ${objectMark(text(v, 'key'))} 읽습니다.`,
  'beat.read.reply': 'etcd가 값 {count}개를 돌려줍니다.',
  'beat.committed': 'etcd가 저장을 마쳤습니다: 리비전 {revision}',
  'beat.compare.failed': '그 사이 값이 바뀌어 etcd가 쓰기를 거절합니다.',
  'beat.etcd.watch': (v) => `API 서버가 ${text(v, 'key')} 아래의 변경을 모두 알려 달라고 etcd에 요청합니다.`,
  'beat.etcd.tells': 'etcd가 변경을 API 서버에 알립니다: 리비전 {revision}',
  'beat.etcd.error': 'etcd가 처리하지 못합니다: {error}',
  'beat.etcd.other': 'API 서버와 etcd: {op}',
  'beat.other': (v) => `${nameOf(v)}: ${text(v, 'label')}`,

  'notice.unbound': (v) =>
    `API 서버가 스케줄러에 알립니다: 파드 ${topicMark(text(v, 'name'))} 아직 노드가 정해지지 않았습니다.`,
  'notice.bound': (v) =>
    `API 서버가 ${text(v, 'node')} 노드의 kubelet에 알립니다: 파드 ${subjectMark(text(v, 'name'))} 이 노드에 배정되었습니다.`,
  'notice.leaving': (v) =>
    `API 서버가 ${text(v, 'node')} 노드의 kubelet에 알립니다: 파드 ${objectMark(text(v, 'name'))} 멈춰야 합니다.`,
  'notice.new': (v) => `API 서버가 ${nameOf(v)}에 알립니다: ${subjectMark(thingOf(v))} 새로 생겼습니다.`,
  'notice.changed': (v) => `API 서버가 ${nameOf(v)}에 알립니다: ${subjectMark(thingOf(v))} 바뀌었습니다.`,
  'notice.lost': (v) => `API 서버가 ${nameOf(v)}에 알립니다: ${topicMark(thingOf(v))} 곧 사라집니다.`,
  'notice.gone': (v) => `API 서버가 ${nameOf(v)}에 알립니다: ${subjectMark(thingOf(v))} 없어졌습니다.`,
  'notice.cache': (v) =>
    `${ofNode(v)}${subjectOf(v)} 가지고 있던 ${thingOf(v)}의 사본을 최신으로 바꿉니다(${changesKo[text(v, 'type')] ?? text(v, 'type')}). 새로 할 일은 없습니다.`,
  'notice.bookmark': (v) => `${ofNode(v)}${subjectOf(v)} 감시가 어디까지 왔는지 듣습니다.`,

  'cri.RunPodSandbox': (v) =>
    `${kubeletOf(v)} 런타임에 ${podOf(v)}의 샌드박스(파드만의 네트워크와 그것을 지키는 pause 컨테이너)를 만들라고 요청합니다.`,
  'cri.StopPodSandbox': (v) => `${kubeletOf(v)} 런타임에 ${podOf(v)}의 샌드박스를 멈추라고 요청합니다.`,
  'cri.RemovePodSandbox': (v) => `${kubeletOf(v)} 런타임에 ${podOf(v)}의 남은 것을 치우라고 요청합니다.`,
  'cri.PullImage': (v) => `${kubeletOf(v)} 런타임에 이미지 ${objectMark(text(v, 'image'))} 내려받으라고 요청합니다.`,
  'cri.ImageStatus': (v) => `${kubeletOf(v)} 이미지 ${subjectMark(text(v, 'image'))} 이미 있는지 런타임에 묻습니다.`,
  'cri.CreateContainer': (v) =>
    `${kubeletOf(v)} 런타임에 컨테이너 ${objectMark(text(v, 'container'))} 만들라고 요청합니다.`,
  'cri.StartContainer': (v) => `${kubeletOf(v)} 런타임에 ${podOf(v)}의 컨테이너를 시작하라고 요청합니다.`,
  'cri.StopContainer': (v) =>
    `${kubeletOf(v)} 런타임에 ${podOf(v)}의 컨테이너를 멈추라고 요청합니다(SIGTERM, 안 되면 SIGKILL).`,
  'cri.RemoveContainer': (v) => `${kubeletOf(v)} 런타임에 ${podOf(v)}의 끝난 컨테이너를 지우라고 요청합니다.`,
  'cri.done': '런타임이 {call} 완료를 알립니다.',
  'cri.failed': '런타임이 {call} 실패를 알립니다: {error}',
  'cri.failed.pull': (v) => `이미지 ${objectMark(text(v, 'image'))} 내려받지 못했습니다: ${pullTrouble('ko', v)}`,
  'container.started': (v) => `${podOf(v)}의 컨테이너가 시작되었습니다.`,
  'container.died': (v) => `${podOf(v)}의 컨테이너가 종료 코드 ${byMark(text(v, 'exitCode'))} 끝났습니다.`,
  'place.write': '컨테이너 런타임이 네트워크 너머의 저장소 {place}에 씁니다.',
  'place.read': '컨테이너 런타임이 네트워크 너머의 저장소 {place}에 있는 내용을 받습니다.',
  'cni.ADD': (v) => `런타임이 네트워크 플러그인(CNI)에 ${podOf(v)}의 IP 주소를 요청합니다.`,
  'cni.DEL': (v) => `런타임이 네트워크 플러그인(CNI)에 ${podOf(v)}의 IP 주소를 돌려줍니다.`,
  'cni.done': '네트워크 플러그인이 일을 마쳤습니다: {ip}',
  'cni.failed': '네트워크 플러그인이 실패했습니다: {error}',
  pull: (v) => `${text(v, 'node')} 노드의 런타임이 이미지 레지스트리에 ${objectMark(text(v, 'image'))} 요청합니다.`,
  'pull.done': (v) => `이미지 ${subjectMark(text(v, 'image'))} ${text(v, 'node')} 노드에 도착했습니다.`,
  'pull.failed': (v) => `이미지 레지스트리가 ${objectMark(text(v, 'image'))} 주지 않습니다: ${pullTrouble('ko', v)}`,
  probe: (v) => `${kubeletOf(v)} 컨테이너 ${text(v, 'container')}의 상태를 확인합니다(${text(v, 'probe')} 프로브).`,
  'probe.ok': '컨테이너가 정상이라고 응답합니다.',
  'probe.failed': '프로브가 실패했습니다: {output}',
  'stream.chunk': '스트림의 다음 조각이 도착합니다.',
  'stream.end': (v) => `${nameOf(v)}의 열린 연결이 끝납니다.`,
  'stream.cancel': (v) => `${subjectOf(v)} 연결을 끊습니다.`,

  'why.commit': (v) => `etcd가 ${objectMark(text(v, 'key'))} 리비전 ${byMark(text(v, 'revision'))} 저장했습니다.`,
  'why.commit.deleted': (v) => `etcd가 리비전 ${text(v, 'revision')}에서 ${objectMark(text(v, 'key'))} 지웠습니다.`,
  'why.unschedulable': (v) => `스케줄러가 파드 ${text(v, 'name')}에 맞는 노드를 찾지 못했습니다: ${text(v, 'message')}`,
  'why.wait': (v) => `${subjectOf(v)} ${v['seconds']}초 기다렸습니다.`,
  'why.timer': (v) => `${subjectOf(v)} 주기적으로 하는 일입니다(${text(v, 'name')}).`,
  'why.start': (v) => `${subjectOf(v)} 시작되었습니다.`,
  'why.lost': (v) => `${nameOf(v)}${josa(nameOf(v), '와/과')} API 서버의 연결이 끊어졌습니다.`,
  'why.cut': (v) => `연결이 끊겨 있어 메시지가 ${nameOf(v)}에 닿지 못했습니다.`,
  'why.timeout': (v) => `${subjectOf(v)} 응답을 기다리다 시간이 다 되었습니다.`,
  'link.cut': (v) => `${linkKo(v)} 끊었습니다.`,
  'link.mend': (v) => `${linkKo(v)} 다시 이었습니다.`,
  'why.lease': 'etcd의 리스 시간이 다 되었습니다.',
  'why.note': (v) => `${nameOf(v)}: ${text(v, 'kind')}`,

  'line.revision': '리비전 {revision}',
  'line.counts': (v) => (v['have'] === v['want'] ? `${v['want']}개 그대로` : `${v['have']}개 → ${v['want']}개`),
  'line.scheduled': (v) => `${ending(v)} → ${text(v, 'node')}`,
  'line.unschedulable': (v) => `${ending(v)}: 자리 없음`,
  'line.kubelet': (v) => lineOf(v, stepsKo),

  'clause.insufficient': (v) =>
    `노드 ${v['count']}개에 남은 ${subjectMark(text(v, 'what'))} 모자랍니다. 이미 있는 파드들이 요청(requests)한 양을 뺀 나머지이며, 실제 사용량이 아닙니다.`,
  'clause.pods': '노드 {count}개는 받을 수 있는 파드 수를 다 채웠습니다.',
  'clause.taint': (v) =>
    `노드 ${v['count']}개에 테인트 ${subjectMark(text(v, 'what'))} 붙어 있는데, 이 파드에는 그에 맞는 톨러레이션이 없습니다.`,
  'clause.selector': '노드 {count}개에 nodeSelector나 노드 어피니티가 요구하는 레이블이 없습니다.',
  'clause.cordoned': '노드 {count}개는 스케줄 금지(cordon) 상태라 새 파드를 받지 않습니다.',
  'clause.name': '노드 {count}개는 파드가 지정한 노드 이름과 다릅니다.',
  'clause.ports': '노드 {count}개는 파드가 쓰려는 호스트 포트를 이미 쓰고 있습니다.',
  'clause.spread': '노드 {count}개에 두면 파드가 고르게 퍼지지 않습니다.',
  'clause.affinity': '노드 {count}개에는 파드가 가까이 있고 싶어 하는 이웃 파드가 없습니다.',
  'clause.antiaffinity': '노드 {count}개에는 함께 있으면 안 되는 파드가 이미 있습니다.',
  'clause.other': '노드 {count}개: {what}',

  'problem.closed': '아직 열린 클러스터가 없습니다.',
  'problem.actor': (v) => `이 클러스터에는 ${subjectMark(text(v, 'actor'))} 없습니다.`,
  'problem.branch': '{id}번 갈래가 없습니다.',
  'problem.session': '이 기록은 다시 재생할 수 없습니다. 다른 버전에서 만든 것일 수 있습니다.',
  'problem.border': '화면과 시뮬레이션이 서로 이해하지 못하는 메시지를 주고받았습니다.',
  'problem.crashed': '시뮬레이션이 멈춰서 기록으로부터 다시 만들었습니다. 잃은 것은 없습니다.',
  'problem.hung': '시뮬레이션이 응답하지 않아 기록으로부터 다시 만들었습니다. 잃은 것은 없습니다.',
  'problem.gave-up': '시뮬레이션이 계속 실패합니다. 페이지를 새로 고쳐 주세요.',
};
