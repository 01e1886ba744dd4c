import { LazyMotion, MotionConfig } from 'framer-motion';
import type { ReactNode } from 'react';

/** The features of `m` components come a moment later; until then they are where they should be, just still. */
const features = (): Promise<typeof import('../motion.ts').default> =>
  import('../motion.ts').then((module) => module.default);

/** Around what comes and goes. Only lazily loaded parts use it, so motion is no part of the first load. */
export function Moving({ children }: { readonly children: ReactNode }) {
  return (
    <LazyMotion features={features} strict>
      <MotionConfig reducedMotion="user">{children}</MotionConfig>
    </LazyMotion>
  );
}
