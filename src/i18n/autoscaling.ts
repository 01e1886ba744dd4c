import { josa, type Entry, type Values } from './core.ts';

/** What the autoscaler's controller saw and decided at one look, and who asks whom for the numbers behind it. */
const text = (values: Values, key: string): string => String(values[key] ?? '');
/** A word with the particle that fits its end. */
const with_ = (values: Values, key: string, pair: Parameters<typeof josa>[1]): string =>
  text(values, key) + josa(text(values, key), pair);

export const autoscalingEn = {
  'hpa.gone': 'The autoscaler is gone: what it remembered is forgotten.',
  'hpa.look': 'The autoscaler {hpa} is due: first, how large is {target} meant to be?',
  'hpa.ask': 'Now the autoscaler {hpa} needs numbers: what do the Pods use?',
  'hpa.noScale': 'The size of {target} could not be read: {error}',
  'hpa.failed': 'No number of replicas could be worked out for {hpa}; {have} stay: {error}',
  'hpa.off': 'The target of {hpa} is at zero replicas: the autoscaler rests until somebody scales it up.',
  'hpa.same': 'The right number of replicas for {hpa} is {have}: nothing changes.',
  'hpa.grow': 'What {hpa} scales grows from {have} to {want}: {reason}.',
  'hpa.shrink': 'What {hpa} scales shrinks from {have} to {want}: {reason}.',
  'hpa.rescaled': 'The target of {hpa} was set from {have} to {want} replicas.',
  'hpa.refused': 'The API server refused to set the target of {hpa} from {have} to {want} replicas.',
  'hpa.unwritten': 'The status of {hpa} could not be written: {error}',
} satisfies Record<string, Entry>;

export const autoscalingKo: Record<keyof typeof autoscalingEn, Entry> = {
  'hpa.gone': '오토스케일러가 이미 없습니다. 기억하던 것을 지웁니다.',
  'hpa.look': (v) =>
    `오토스케일러 ${with_(v, 'hpa', '을/를')} 살펴볼 때입니다. 먼저 ${text(v, 'target')}의 레플리카 수를 묻습니다.`,
  'hpa.ask': (v) => `오토스케일러 ${with_(v, 'hpa', '이/가')} 계산할 수치가 필요하므로 파드의 사용량을 묻습니다.`,
  'hpa.noScale': '{target}의 레플리카 수를 읽지 못했습니다: {error}',
  'hpa.failed': '{hpa}에 필요한 레플리카 수를 계산하지 못해 {have}개를 그대로 둡니다: {error}',
  'hpa.off': '{hpa}의 대상이 레플리카 0개이므로, 누군가 다시 늘릴 때까지 오토스케일링을 쉽니다.',
  'hpa.same': '{hpa}에는 레플리카 {have}개가 알맞으므로 바꾸지 않습니다.',
  'hpa.grow': '{hpa}에는 레플리카 {have}개로 모자라므로 {want}개를 요청합니다: {reason}',
  'hpa.shrink': '{hpa}에는 레플리카 {have}개가 너무 많으므로 {want}개를 요청합니다: {reason}',
  'hpa.rescaled': '{hpa}의 대상을 레플리카 {have}개에서 {want}개로 바꿨습니다.',
  'hpa.refused': '{hpa}의 대상을 레플리카 {have}개에서 {want}개로 바꾸려 했지만 API 서버가 거부했습니다.',
  'hpa.unwritten': '{hpa}의 status를 쓰지 못했습니다: {error}',
};
