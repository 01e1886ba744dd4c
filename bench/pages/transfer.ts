import type { Scene } from '../../src/readings/scene.ts';
import { emptyScene, takePods } from '../../src/readings/scene.ts';
import type { Pod } from '../../src/api/types.ts';
import { podStateCode } from '../../src/readings/pod-state.ts';

/** What a frame's changed Pods cost on their way from the worker: as the product sends them, and as plain objects. */
const scope = globalThis as unknown as {
  postMessage(message: unknown, transfer?: ArrayBuffer[]): void;
  onmessage: (event: { readonly data: { mode: 'product' | 'objects'; changed: number } }) => void;
};

const podOf = (i: number): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `web-7d4b9c-${i}`, namespace: 'default', uid: `u${i}`, resourceVersion: String(i) },
    spec: { nodeName: `w${i % 100}-k8s`, containers: [{ name: 'c', image: 'nginx' }] },
    status: { phase: i % 3 ? 'Running' : 'Pending' },
  }) as unknown as Pod;

const scenes = new Map<number, Scene>();
/** A scene in which so many Pods have changed since the page was last told. */
function sceneOf(changed: number): Scene {
  let scene = scenes.get(changed);
  if (!scene) {
    scene = emptyScene();
    scene.nodeOrder = Array.from({ length: 100 }, (_, i) => `w${i}-k8s`);
    for (let id = 0; id < changed; id++) {
      const pod = podOf(id);
      scene.pods.set(`p${id}`, {
        id,
        pod,
        node: pod.spec.nodeName!,
        state: podStateCode(pod),
        cpuMilli: 0,
        memoryBytes: 0,
      });
    }
    scenes.set(changed, scene);
    takePods(scene); // Names have been told: a frame is about changes.
  }
  for (const [key, { id }] of scene.pods) scene.changed.set(key, id);
  return scene;
}

scope.onmessage = ({ data: { mode, changed } }) => {
  const scene = sceneOf(changed);
  if (mode === 'product') {
    const pods = takePods(scene);
    scope.postMessage({ pods }, [pods.id.buffer, pods.node.buffer, pods.state.buffer] as ArrayBuffer[]);
  } else {
    const pods = [...scene.pods.values()].map(({ id, node, pod }) => ({
      id: `default/${pod.metadata.name}`,
      kind: 'Pod',
      phase: pod.status?.phase,
      node,
      ready: id % 2 === 0,
      revision: id,
    }));
    scope.postMessage({ pods });
  }
};
