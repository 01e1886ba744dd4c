import { useState } from 'react';
import styles from './inspector.module.css';
import { useInspectorText } from './text.ts';

/** The object as `kubectl get -o yaml` prints it, coloured as in the editor. */
export function YamlText({ yaml }: { readonly yaml: string }) {
  const text = useInspectorText();
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    void navigator.clipboard.writeText(yaml).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    });
  };
  return (
    <div className={styles.yaml}>
      <button type="button" className={styles.copy} onClick={copy}>
        {text(copied ? 'inspector.copied' : 'inspector.copy')}
      </button>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <pre role="group" aria-label="YAML" tabIndex={0}>
        {yaml.split('\n').map((line, i) => {
          const match = /^(\s*(?:- )?)([\w./-]+:|"[^"]+":)?(.*)$/.exec(line);
          return (
            // oxlint-disable-next-line react/no-array-index-key -- lines have no other name
            <span key={i}>
              {match?.[1]}
              {match?.[2] && <b>{match[2]}</b>}
              {match?.[3]}
              {'\n'}
            </span>
          );
        })}
      </pre>
    </div>
  );
}
