import type { Obj } from './client.ts';
import type { Call } from './command.ts';

/** Annotation that `rollout history` shows as CHANGE-CAUSE. Source: kubectl/pkg/polymorphichelpers ChangeCauseAnnotation. */
export const changeCauseAnnotation = 'kubernetes.io/change-cause';

/** The object with the command noted on it, where `--record` asks for that. Models: genericclioptions ChangeCauseRecorder. */
export function recorded<T extends object>(call: Call, object: T): T {
  if (!call.flags.on('record')) return object;
  const { metadata } = object as Obj;
  const annotations = { ...metadata?.annotations, [changeCauseAnnotation]: call.line };
  return { ...object, metadata: { ...metadata, annotations } };
}

/** What is sent after a change that was not made by sending the object; undefined without `--record`. */
export const recordPatch = (call: Call): object | undefined =>
  call.flags.on('record') ? { metadata: { annotations: { [changeCauseAnnotation]: call.line } } } : undefined;
