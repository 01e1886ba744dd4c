import { josa, type Entry, type Values } from './core.ts';

/**
 * What a kubelet does, one sentence per step word of its notes (`kubelet.<step>`), the calls to the runtime the
 * narration does not tell (`cri.*`), and for everything that can go wrong with a container what it means (`reason.*`).
 */
const text = (values: Values, key: string): string => String(values[key] ?? '');
const with_ = (values: Values, key: string, pair: Parameters<typeof josa>[1]): string =>
  text(values, key) + josa(text(values, key), pair);

export const kubeletEn = {
  'kubelet.admitted': 'The kubelet takes Pod {name} in: it fits on this node by its own count.',
  'kubelet.rejected': 'The kubelet refuses Pod {name}: {detail}',
  'kubelet.mount-failed': 'A volume of Pod {name} cannot be set up yet: {detail}',
  'kubelet.sandbox':
    'The kubelet wants a sandbox for Pod {name}: a network of its own, held open by the pause container.',
  'kubelet.sandbox-failed': 'There is no sandbox for Pod {name}: {detail}',
  'kubelet.image-present': 'The image {detail} is on the node already: nothing has to be pulled.',
  'kubelet.pull': 'The image {detail} is not here (or must be checked): it is pulled from the registry.',
  'kubelet.pulled': 'The image {detail} has arrived.',
  'kubelet.pull-failed': 'The image of container {container} could not be had: {detail}',
  'kubelet.image-back-off':
    'The last pull of {detail} failed a short while ago: the kubelet waits before it tries again.',
  'kubelet.image-invalid': '{detail} is not a valid image name, so there is nothing to ask a registry for.',
  'kubelet.config-error': 'Container {container} cannot be made: {detail}',
  'kubelet.create': 'Everything container {container} needs is there: it is created.',
  'kubelet.start': 'Container {container} exists: its program is started.',
  'kubelet.start-failed': 'The runtime could not start container {container}: {detail}',
  'kubelet.exited': 'The program of container {container} has ended with exit code {detail}.',
  'kubelet.back-off':
    'Container {container} ended again and again: the kubelet waits {detail} from its last end before it starts it once more.',
  'kubelet.probe-ready': 'The readiness probe says yes: container {container} can take requests.',
  'kubelet.probe-started': 'The startup probe says yes: container {container} has started, now the other probes begin.',
  'kubelet.probe-unready':
    'The readiness probe has said no often enough: container {container} gets no more requests. It is not restarted.',
  'kubelet.probe-failed': 'A probe of container {container} has failed often enough: it is killed and started anew.',
  'kubelet.killing': 'Container {container} is stopped: {detail}',
  'kubelet.pre-stop': 'Before the signal, container {container} may run its preStop hook.',
  'kubelet.sandbox-stop':
    'All containers of Pod {name} have ended: its sandbox is taken down and its address given back.',
  'kubelet.finished': 'Nothing of Pod {name} runs any more on this node.',
  'kubelet.removed': 'Pod {name} has really stopped: now the kubelet has its object removed for good.',
  'kubelet.deadline': 'Pod {name} has been active for longer than activeDeadlineSeconds allows.',
  'kubelet.node-ready': 'Runtime and network of {name} are ready: the node can take Pods.',
  'kubelet.recovered':
    'The kubelet has restarted and finds Pod {name} still running: containers do not stop with their kubelet.',
  'kubelet.pressure':
    'Less than 100Mi of the memory of {name} is left: the kubelet reports MemoryPressure and puts Pods out, one at a time.',
  'kubelet.pressure-over':
    'For five minutes there has been enough memory on {name}: the kubelet takes MemoryPressure back.',
  'kubelet.evicted': 'The kubelet evicts Pod {name} to save the node: {detail}',
  'kubelet.unmodelled':
    'Pod {name} asks for something this simulator does not play, so it has no effect here: {detail}',
  'kubelet.volume-update': 'A file in a volume of Pod {name} has changed with its ConfigMap or Secret.',

  'cri.ListContainerStats': 'The kubelet asks what its containers use.',
  'cri.ListContainers': 'A kubelet that has just started asks the runtime what already runs on its node.',
  'cri.ExecSync': 'The kubelet has the runtime run a command inside a container.',
  'cri.ReadLog': 'The kubelet opens the log file that the runtime writes for a container.',
  'cri.WriteFiles': 'The kubelet swaps the files of a mounted volume for newer ones.',

  'reason.ContainerCreating':
    'The node is still preparing: volumes, sandbox, image. Normal for the first seconds; if it stays, read the events.',
  'reason.PodInitializing': 'The init containers have to finish first.',
  'reason.ErrImagePull':
    'The image could not be pulled just now. Look at the message: is the name or tag wrong, or does the registry want a password?',
  'reason.ImagePullBackOff':
    'The image could not be pulled several times. The kubelet waits longer and longer between tries (up to 5 minutes). The program itself has not even started: correct the image name, tag or credentials.',
  'reason.ErrImageNeverPull': 'imagePullPolicy is Never and the image is not on this node.',
  'reason.InvalidImageName':
    'The image name breaks the rules for names (capital letters, spaces, a stray colon). No registry was asked.',
  'reason.CreateContainerConfigError':
    'Something the container refers to is missing, mostly a ConfigMap or Secret or a key in it. Create it, and the container starts by itself.',
  'reason.CreateContainerError': 'The runtime refused to make the container.',
  'reason.RunContainerError':
    'The container was made, but its program could not be started: mostly a misspelt command.',
  'reason.StartError': 'The program in `command` does not exist in the image or may not be executed (exit code 128).',
  'reason.CrashLoopBackOff':
    'The program ends again and again. The kubelet starts it anew, waiting 10, 20, 40 … up to 300 seconds. Ask `kubectl logs --previous` what it said before it died.',
  'reason.Error': 'The program ended with an exit code other than 0. Its log tells why.',
  'reason.Completed': 'The program ended by itself, with 0. For a server that means: it had nothing to do.',
  'reason.OOMKilled': 'The program used more memory than its limit; the kernel killed it (137).',
  'reason.DeadlineExceeded': 'The Pod was active for longer than activeDeadlineSeconds.',
  'reason.Evicted': 'The node ran out of memory or disk and put this Pod out.',
  'reason.OutOfcpu':
    'The kubelet refused the Pod: more CPU requested than the node has left. The scheduler would not have put it here.',
  'reason.OutOfmemory': 'The kubelet refused the Pod: more memory requested than the node has left.',
  'reason.OutOfpods': 'The kubelet refused the Pod: the node runs as many Pods as it may.',
  'reason.NodeAffinity': 'The kubelet refused the Pod: the node does not have the labels it asks for.',
  'reason.NodePorts': 'The kubelet refused the Pod: a port of the node it wants is taken.',
  'reason.FailedMount': 'A volume cannot be mounted: mostly because its ConfigMap, Secret or claim does not exist.',
  'reason.FailedCreatePodSandBox': 'The network of the Pod could not be set up on the node.',
  'reason.Unhealthy': 'A probe failed: the program did not answer, or not as expected.',
  'reason.PostStartHookError': 'The postStart hook failed, so the container was killed.',
  'exit.0': 'Ended as planned.',
  'exit.1': 'The program itself reported an error.',
  'exit.2': 'The program was used wrongly (or a Go program ended in panic).',
  'exit.126': 'The command was found but could not be run.',
  'exit.127': 'The command was not found.',
  'exit.128': 'The container could not be started at all.',
  'exit.137': 'Killed from outside with SIGKILL (128 + 9): out of memory, or it ignored SIGTERM for too long.',
  'exit.143': 'Stopped from outside with SIGTERM (128 + 15).',
} as const satisfies Readonly<Record<string, Entry>>;

export const kubeletKo: Readonly<Record<keyof typeof kubeletEn, Entry>> = {
  'kubelet.admitted': (v) =>
    `kubelet이 파드 ${with_(v, 'name', '을/를')} 받아들입니다. 직접 계산해 보아도 이 노드에 자리가 있습니다.`,
  'kubelet.rejected': (v) => `kubelet이 파드 ${with_(v, 'name', '을/를')} 거절합니다: ${text(v, 'detail')}`,
  'kubelet.mount-failed': (v) => `파드 ${text(v, 'name')}의 볼륨을 아직 준비할 수 없습니다: ${text(v, 'detail')}`,
  'kubelet.sandbox': (v) =>
    `kubelet이 파드 ${text(v, 'name')}의 샌드박스를 요청합니다. pause 컨테이너가 파드만의 네트워크를 열어 둡니다.`,
  'kubelet.sandbox-failed': (v) => `파드 ${text(v, 'name')}의 샌드박스를 만들지 못했습니다: ${text(v, 'detail')}`,
  'kubelet.image-present': (v) => `이미지 ${with_(v, 'detail', '은/는')} 이미 노드에 있으므로 내려받지 않습니다.`,
  'kubelet.pull': (v) =>
    `이미지 ${with_(v, 'detail', '이/가')} 노드에 없거나 확인이 필요하므로 레지스트리에서 내려받습니다.`,
  'kubelet.pulled': (v) => `이미지 ${with_(v, 'detail', '을/를')} 모두 내려받았습니다.`,
  'kubelet.pull-failed': (v) => `컨테이너 ${text(v, 'container')}의 이미지를 가져오지 못했습니다: ${text(v, 'detail')}`,
  'kubelet.image-back-off': (v) =>
    `조금 전에 ${text(v, 'detail')} 내려받기에 실패했으므로, kubelet이 잠시 기다렸다가 다시 시도합니다.`,
  'kubelet.image-invalid': (v) =>
    `${with_(v, 'detail', '은/는')} 올바른 이미지 이름이 아니어서 레지스트리에 물어볼 수도 없습니다.`,
  'kubelet.config-error': (v) => `컨테이너 ${with_(v, 'container', '을/를')} 만들 수 없습니다: ${text(v, 'detail')}`,
  'kubelet.create': (v) => `컨테이너 ${text(v, 'container')}에 필요한 것이 모두 갖추어져 컨테이너를 만듭니다.`,
  'kubelet.start': (v) => `컨테이너 ${with_(v, 'container', '이/가')} 만들어져, 그 안의 프로그램을 시작합니다.`,
  'kubelet.start-failed': (v) =>
    `런타임이 컨테이너 ${with_(v, 'container', '을/를')} 시작하지 못했습니다: ${text(v, 'detail')}`,
  'kubelet.exited': (v) =>
    `컨테이너 ${text(v, 'container')}의 프로그램이 종료 코드 ${with_(v, 'detail', '로/으로')} 끝났습니다.`,
  'kubelet.back-off': (v) =>
    `컨테이너 ${with_(v, 'container', '이/가')} 거듭 끝나 버립니다. kubelet은 마지막으로 끝난 때부터 ${text(v, 'detail')} 기다렸다가 다시 시작합니다.`,
  'kubelet.probe-ready': (v) =>
    `준비성 프로브가 성공했습니다. 컨테이너 ${with_(v, 'container', '이/가')} 이제 요청을 받을 수 있습니다.`,
  'kubelet.probe-started': (v) =>
    `시작 프로브가 성공했습니다. 컨테이너 ${with_(v, 'container', '이/가')} 다 떴으므로 다른 프로브가 시작됩니다.`,
  'kubelet.probe-unready': (v) =>
    `준비성 프로브가 거듭 실패했습니다. 컨테이너 ${text(v, 'container')}에는 더 이상 요청이 가지 않습니다. 다시 시작하지는 않습니다.`,
  'kubelet.probe-failed': (v) =>
    `컨테이너 ${text(v, 'container')}의 프로브가 거듭 실패하여, 컨테이너를 죽이고 새로 시작합니다.`,
  'kubelet.killing': (v) => `컨테이너 ${with_(v, 'container', '을/를')} 멈춥니다: ${text(v, 'detail')}`,
  'kubelet.pre-stop': (v) => `종료 신호를 보내기 전에 컨테이너 ${text(v, 'container')}의 preStop 훅을 먼저 실행합니다.`,
  'kubelet.sandbox-stop': (v) =>
    `파드 ${text(v, 'name')}의 컨테이너가 모두 끝나, 샌드박스를 걷고 IP 주소를 돌려줍니다.`,
  'kubelet.finished': (v) => `이 노드에서 파드 ${text(v, 'name')}의 것은 더 이상 아무것도 실행되지 않습니다.`,
  'kubelet.removed': (v) =>
    `파드 ${with_(v, 'name', '이/가')} 실제로 멈추었으므로, kubelet이 객체를 완전히 지우게 합니다.`,
  'kubelet.deadline': (v) =>
    `파드 ${with_(v, 'name', '이/가')} activeDeadlineSeconds로 정한 시간보다 오래 실행되었습니다.`,
  'kubelet.node-ready': (v) => `${text(v, 'name')}의 런타임과 네트워크가 준비되어, 이제 파드를 받을 수 있습니다.`,
  'kubelet.recovered': (v) =>
    `다시 시작한 kubelet이 파드 ${with_(v, 'name', '이/가')} 그대로 실행 중인 것을 확인합니다. kubelet이 멈춰도 컨테이너는 멈추지 않습니다.`,
  'kubelet.pressure': (v) =>
    `${text(v, 'name')}의 메모리가 100Mi도 남지 않았습니다. kubelet이 MemoryPressure를 알리고 파드를 하나씩 축출합니다.`,
  'kubelet.pressure-over': (v) =>
    `${text(v, 'name')}의 메모리가 5분 동안 넉넉했으므로, kubelet이 MemoryPressure를 거둡니다.`,
  'kubelet.evicted': (v) =>
    `노드를 지키려고 kubelet이 파드 ${with_(v, 'name', '을/를')} 축출합니다: ${text(v, 'detail')}`,
  'kubelet.unmodelled': (v) =>
    `파드 ${with_(v, 'name', '이/가')} 이 시뮬레이터가 흉내 내지 않는 것을 요구합니다. 여기서는 효과가 없습니다: ${text(v, 'detail')}`,
  'kubelet.volume-update': (v) => `컨피그맵이나 시크릿이 바뀌어 파드 ${text(v, 'name')}의 볼륨 파일도 바뀌었습니다.`,

  'cri.ListContainerStats': 'kubelet이 컨테이너의 사용량을 묻습니다.',
  'cri.ListContainers': '막 시작한 kubelet이 이 노드에서 이미 무엇이 실행 중인지 런타임에 묻습니다.',
  'cri.ExecSync': 'kubelet이 런타임을 시켜 컨테이너 안에서 명령을 실행합니다.',
  'cri.ReadLog': 'kubelet이 런타임이 기록한 컨테이너 로그 파일을 엽니다.',
  'cri.WriteFiles': 'kubelet이 마운트된 볼륨의 파일을 새 것으로 바꿉니다.',

  'reason.ContainerCreating':
    '노드가 볼륨, 샌드박스, 이미지를 준비하고 있습니다. 처음 몇 초는 정상이며, 오래 걸리면 이벤트를 읽어 보세요.',
  'reason.PodInitializing': '초기화 컨테이너가 먼저 끝나야 합니다.',
  'reason.ErrImagePull':
    '방금 이미지를 내려받지 못했습니다. 메시지를 보세요. 이름이나 태그가 틀렸나요, 아니면 레지스트리가 인증을 요구하나요?',
  'reason.ImagePullBackOff':
    '이미지 내려받기에 거듭 실패했습니다. kubelet은 점점 더 오래(최대 5분) 기다렸다가 다시 시도합니다. 프로그램은 아직 시작조차 하지 않았으니, 이미지 이름·태그·인증 정보를 고치세요.',
  'reason.ErrImageNeverPull': 'imagePullPolicy가 Never인데 이 노드에 이미지가 없습니다.',
  'reason.InvalidImageName':
    '이미지 이름이 규칙에 맞지 않습니다(대문자, 공백, 잘못된 콜론 등). 레지스트리에는 물어보지도 않았습니다.',
  'reason.CreateContainerConfigError':
    '컨테이너가 가리키는 것, 대개 컨피그맵이나 시크릿 또는 그 안의 키가 없습니다. 만들어 주면 컨테이너는 저절로 시작합니다.',
  'reason.CreateContainerError': '런타임이 컨테이너 만들기를 거부했습니다.',
  'reason.RunContainerError': '컨테이너는 만들었지만 프로그램을 시작하지 못했습니다. 대개 command에 오타가 있습니다.',
  'reason.StartError': '`command`에 적은 프로그램이 이미지에 없거나 실행할 수 없습니다(종료 코드 128).',
  'reason.CrashLoopBackOff':
    '프로그램이 거듭 끝나 버립니다. kubelet은 10, 20, 40초 … 최대 300초를 기다리며 다시 시작합니다. 끝나기 직전에 남긴 말은 `kubectl logs --previous`로 볼 수 있습니다.',
  'reason.Error': '프로그램이 0이 아닌 종료 코드로 끝났습니다. 이유는 로그에 있습니다.',
  'reason.Completed': '프로그램이 스스로 0으로 끝났습니다. 서버라면 할 일이 없었다는 뜻입니다.',
  'reason.OOMKilled': '프로그램이 메모리 한도(limit)보다 많이 써서 커널이 죽였습니다(137).',
  'reason.DeadlineExceeded': '파드가 activeDeadlineSeconds보다 오래 실행되었습니다.',
  'reason.Evicted': '노드의 메모리나 디스크가 부족하여 이 파드가 축출되었습니다.',
  'reason.OutOfcpu':
    'kubelet이 파드를 거절했습니다. 노드에 남은 것보다 많은 CPU를 요청했습니다. 스케줄러였다면 여기에 두지 않았을 것입니다.',
  'reason.OutOfmemory': 'kubelet이 파드를 거절했습니다. 노드에 남은 것보다 많은 메모리를 요청했습니다.',
  'reason.OutOfpods': 'kubelet이 파드를 거절했습니다. 노드가 실행할 수 있는 파드 수가 다 찼습니다.',
  'reason.NodeAffinity': 'kubelet이 파드를 거절했습니다. 파드가 요구하는 레이블이 노드에 없습니다.',
  'reason.NodePorts': 'kubelet이 파드를 거절했습니다. 원하는 노드 포트를 이미 다른 파드가 쓰고 있습니다.',
  'reason.FailedMount': '볼륨을 마운트할 수 없습니다. 대개 컨피그맵, 시크릿, 볼륨 클레임이 없기 때문입니다.',
  'reason.FailedCreatePodSandBox': '노드에서 파드의 네트워크를 준비하지 못했습니다.',
  'reason.Unhealthy': '프로브가 실패했습니다. 프로그램이 답하지 않았거나 기대와 다르게 답했습니다.',
  'reason.PostStartHookError': 'postStart 훅이 실패하여 컨테이너를 죽였습니다.',
  'exit.0': '계획대로 끝났습니다.',
  'exit.1': '프로그램이 스스로 오류를 알렸습니다.',
  'exit.2': '프로그램을 잘못 썼습니다(또는 Go 프로그램이 패닉으로 끝났습니다).',
  'exit.126': '명령은 찾았지만 실행할 수 없었습니다.',
  'exit.127': '명령을 찾지 못했습니다.',
  'exit.128': '컨테이너를 아예 시작하지 못했습니다.',
  'exit.137': '밖에서 SIGKILL로 죽였습니다(128 + 9). 메모리가 넘쳤거나 SIGTERM을 너무 오래 무시했습니다.',
  'exit.143': '밖에서 SIGTERM으로 멈추었습니다(128 + 15).',
};
