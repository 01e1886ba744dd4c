import { AnimatePresence } from 'framer-motion';
import * as m from 'framer-motion/m';
import { useSay } from '../saying.ts';
import { Moving } from './Moving.tsx';
import { Icon } from '../icons.tsx';
import { updateNow, useUpdate } from '../offline.ts';
import { dismiss, usePage } from '../store.ts';
import { useText } from '../text.ts';
import styles from './shell.module.css';

/** The messages in the corner; fetched with the first of them. */
export default function Toasts() {
  const text = useText();
  const say = useSay();
  const problems = usePage((page) => page.problems);
  const update = useUpdate((u) => u.waiting);
  return (
    <Moving>
      <AnimatePresence initial={false}>
        {update && (
          <m.div
            key="update"
            className={styles.toast}
            initial={{ opacity: 0, y: 12 }}
            animate={{ opacity: 1, y: 0 }}
            exit={{ opacity: 0 }}
          >
            <span>{text('update.ready')}</span>
            <button type="button" className={styles.toastButton} onClick={updateNow}>
              {text('update.now')}
            </button>
          </m.div>
        )}
        {problems.map((problem) => (
          <m.div
            key={problem.id}
            className={styles.toast}
            data-tone={problem.tone}
            layout
            initial={{ opacity: 0, y: 12 }}
            animate={{ opacity: 1, y: 0 }}
            exit={{ opacity: 0, scale: 0.97 }}
            transition={{ duration: 0.2 }}
          >
            <Icon name={problem.tone === 'good' ? 'check' : 'alert'} size={15} />
            <span>
              {problem.say ? say(problem.say) : problem.text}
              {problem.detail && <small>{problem.detail}</small>}
            </span>
            <button
              type="button"
              className={styles.toastClose}
              aria-label={text('problem.close')}
              onClick={() => dismiss(problem.id)}
            >
              <Icon name="close" size={13} />
            </button>
          </m.div>
        ))}
      </AnimatePresence>
    </Moving>
  );
}
