import { useEffect, useRef } from 'react';
import { useText } from '../text.ts';
import { screen } from './screen.ts';
import styles from './terminal.module.css';

export default function TerminalPane() {
  const text = useText();
  const host = useRef<HTMLDivElement>(null);
  const label = text('side.terminal');
  useEffect(() => screen.attach(host.current!, label), [label]);
  return <div ref={host} className={`${styles.terminal} nokey`} data-testid="terminal" />;
}
