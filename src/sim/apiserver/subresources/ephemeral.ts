import { copyWith } from '../../../api/copy.ts';
import { semanticEqual } from '../../../api/equal.ts';
import { validateEphemeralUpdate } from '../../../api/pod/ephemeral.ts';
import { ephemeralOf } from '../../../api/pod/every.ts';
import type { Pod } from '../../../api/types.ts';
import { checkUpdate } from '../stages/validation.ts';
import type { StageStep } from '../work.ts';

/**
 * Writes to `pods/ephemeralcontainers` (kubectl debug): everything else stays as it is.
 * Models: pkg/registry/core/pod/strategy.go podEphemeralContainersStrategy.
 */
export const validateEphemeralContainers: StageStep = {
  stage: 'validation',
  run(work) {
    const [sent, old] = [work.draft as Pod, work.existing as Pod];
    const ephemeral = ephemeralOf(sent.spec);
    const isSame = semanticEqual(ephemeral, ephemeralOf(old.spec));
    const generation = (old.metadata.generation ?? 0) + (isSame ? 0 : 1);
    const { resourceVersion } = sent.metadata;
    const pod = copyWith(old, {
      metadata: copyWith(old.metadata, { resourceVersion, generation }),
      spec: isSame ? old.spec : copyWith(old.spec, { ephemeralContainers: ephemeral }),
    });
    work.draft = pod;
    return checkUpdate(
      work,
      isSame ? undefined : [{ path: 'spec.ephemeralContainers', value: ephemeral }],
      // Only what is new can be wrong: the rest was looked at when it was written.
      () => [
        ...(work.type.validateUpdate?.(pod, copyWith(old, { spec: pod.spec })) ?? []),
        ...validateEphemeralUpdate(pod, old),
      ],
    );
  },
};
