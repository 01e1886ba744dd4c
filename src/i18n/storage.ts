import { josa, type Entry, type Values } from './core.ts';

/** What the controllers of volumes and claims saw and decided at one look. */
const text = (values: Values, key: string): string => String(values[key] ?? '');
/** A word with the particle that fits its end. */
const with_ = (values: Values, key: string, pair: Parameters<typeof josa>[1]): string =>
  text(values, key) + josa(text(values, key), pair);

export const storageEn = {
  'statefulset.retention': 'The retention policy says with whom the claims go; not yet as it wants: {count}.',
  'statefulset.claimLeaves': '{name} cannot come back yet: its claim {claim} is still being deleted.',
  'statefulset.claims': '{name} waits for a claim that does not exist: it is created.',
  'volume.gone': 'The volume is gone: nothing is left to do for it.',
  'volume.claimGone': 'The claim is gone: nothing is left to do for it.',
  'volume.bind': 'The volume {volume} fits the claim {name}: the two are bound to each other.',
  'volume.bound': 'The claim {name} and the volume {volume} are bound to each other.',
  'volume.default': 'The claim {name} names no storage class: it gets the default one, {class}.',
  'volume.none': 'No volume fits the claim {name}, and without a storage class nobody makes one: it waits.',
  'volume.missing': 'The claim {name} asks for the volume {volume}, which does not exist: it waits.',
  'volume.mismatch': 'The claim {name} asks for the volume {volume}, which does not fit ({problem}): it waits.',
  'volume.taken': 'The claim {name} asks for the volume {volume}, which belongs to another claim: it waits.',
  'volume.consumer': 'The storage class of the claim {name} waits for a Pod that uses it: nothing is bound yet.',
  'volume.scheduled': 'The claim {name} gets its volume when the Pod that uses it has a node: {pods}.',
  'volume.provision': 'No volume is there for the claim {name}: {provisioner} is asked to make one.',
  'volume.unprovisioned': 'No volume can be made for the claim {name}: {problem}',
  'volume.lost': 'The claim {name} was bound to the volume {volume}, but that is no longer its own: the data is lost.',
  'volume.unused': 'The volume {name} belongs to nobody: it is available.',
  'volume.reserved': 'The volume {name} is reserved for the claim {claim}, which has not taken it yet.',
  'volume.holds': 'The volume {name} is held by the claim {claim}.',
  'volume.unfinished':
    'The volume {name} is given to the claim {claim}, which does not know it yet: its look finishes it.',
  'volume.unbind': 'The claim {claim} has another volume: {name} becomes free again.',
  'volume.release': 'The claim {claim} is gone: the volume {name} is released.',
  'volume.retained': 'The volume {name} is kept with its data (Retain) until somebody deletes it.',
  'volume.released': 'The volume {name} has been let go: nothing more is done about it.',
  'volume.external': 'The volume {name} is to be deleted by who made it: {provisioner}.',
  'volume.delete': 'The claim is gone and the policy says Delete: the volume {name} is deleted.',
  'volume.undeletable': 'The volume {name} should be deleted, but nobody here can: {problem}',
} satisfies Record<string, Entry>;

export const storageKo: Record<keyof typeof storageEn, Entry> = {
  'statefulset.retention': '보존 정책에 따라 볼륨 클레임 {count}개가 무엇과 함께 삭제될지 정합니다.',
  'statefulset.claimLeaves': (v) =>
    `파드 ${text(v, 'name')}의 클레임 ${with_(v, 'claim', '이/가')} 아직 삭제되는 중이라 파드를 만들지 못합니다.`,
  'statefulset.claims': '파드 {name}에서 기다리는 볼륨 클레임이 없으므로 만듭니다.',
  'volume.gone': '볼륨이 이미 없으므로 할 일이 없습니다.',
  'volume.claimGone': '볼륨 클레임이 이미 없으므로 할 일이 없습니다.',
  'volume.bind': (v) => `볼륨 ${with_(v, 'volume', '이/가')} 클레임 ${text(v, 'name')}에 맞으므로 둘을 서로 묶습니다.`,
  'volume.bound': (v) => `클레임 ${with_(v, 'name', '와/과')} 볼륨 ${with_(v, 'volume', '이/가')} 서로 묶여 있습니다.`,
  'volume.default': (v) =>
    `클레임 ${text(v, 'name')}에 스토리지클래스가 없으므로 기본값인 ${with_(v, 'class', '을/를')} 넣습니다.`,
  'volume.none': '클레임 {name}에 맞는 볼륨이 없고, 스토리지클래스도 없어 만들어 줄 곳이 없으므로 기다립니다.',
  'volume.missing': (v) =>
    `클레임 ${text(v, 'name')}에서 요청한 볼륨 ${with_(v, 'volume', '이/가')} 없으므로 기다립니다.`,
  'volume.mismatch': (v) =>
    `클레임 ${text(v, 'name')}에서 요청한 볼륨 ${with_(v, 'volume', '이/가')} 조건에 맞지 않아(${text(v, 'problem')}) 기다립니다.`,
  'volume.taken': (v) =>
    `클레임 ${text(v, 'name')}에서 요청한 볼륨 ${with_(v, 'volume', '은/는')} 다른 클레임의 것이므로 기다립니다.`,
  'volume.consumer': '클레임 {name}의 스토리지클래스는 쓰는 파드가 생길 때까지 기다리므로 아직 묶지 않습니다.',
  'volume.scheduled': (v) =>
    `클레임 ${with_(v, 'name', '은/는')} 쓰는 파드(${text(v, 'pods')})의 노드가 정해지면 볼륨을 받습니다.`,
  'volume.provision': '클레임 {name}에 맞는 볼륨이 없으므로 {provisioner}에 만들어 달라고 합니다.',
  'volume.unprovisioned': '클레임 {name}에 줄 볼륨을 만들 수 없습니다: {problem}',
  'volume.lost': (v) =>
    `클레임 ${text(v, 'name')}에 묶여 있던 볼륨 ${with_(v, 'volume', '이/가')} 더는 이 클레임의 것이 아닙니다. 데이터를 잃었습니다.`,
  'volume.unused': (v) =>
    `볼륨 ${with_(v, 'name', '을/를')} 쓰는 클레임이 없으므로 사용 가능(Available)으로 표시합니다.`,
  'volume.reserved': (v) =>
    `볼륨 ${with_(v, 'name', '은/는')} 클레임 ${text(v, 'claim')}의 몫으로 예약되어 있고 아직 묶이지 않았습니다.`,
  'volume.holds': (v) => `볼륨 ${with_(v, 'name', '은/는')} 클레임 ${text(v, 'claim')}의 것입니다.`,
  'volume.unfinished': (v) =>
    `볼륨 ${with_(v, 'name', '은/는')} 클레임 ${text(v, 'claim')}에 주어졌지만 클레임 쪽이 아직 모릅니다. 클레임을 살필 때 마무리합니다.`,
  'volume.unbind': (v) =>
    `클레임 ${text(v, 'claim')}에는 다른 볼륨이 있으므로 ${with_(v, 'name', '을/를')} 다시 풀어 줍니다.`,
  'volume.release': (v) =>
    `클레임 ${with_(v, 'claim', '이/가')} 없어졌으므로 볼륨 ${with_(v, 'name', '을/를')} 놓아줍니다(Released).`,
  'volume.retained': (v) =>
    `정책이 Retain이므로 볼륨 ${with_(v, 'name', '와/과')} 데이터를 그대로 남깁니다. 사람이 지울 때까지 남습니다.`,
  'volume.released': (v) => `볼륨 ${with_(v, 'name', '은/는')} 이미 놓아준 것이므로 더 할 일이 없습니다.`,
  'volume.external': (v) => `볼륨 ${with_(v, 'name', '은/는')} 만든 쪽(${text(v, 'provisioner')})에서 지웁니다.`,
  'volume.delete': (v) => `클레임이 없어졌고 정책이 Delete이므로 볼륨 ${with_(v, 'name', '을/를')} 삭제합니다.`,
  'volume.undeletable': (v) =>
    `볼륨 ${with_(v, 'name', '을/를')} 지워야 하지만 지울 수 있는 곳이 없습니다: ${text(v, 'problem')}`,
};
