import { useEffect, useRef, useState } from 'react';
import { useFiles } from '../files.ts';
import { usePrefs } from '../prefs.ts';
import { useLang } from '../text.ts';
import { applyFile, useApplied } from './applied.ts';
import type { Complaint } from './locate.ts';
import { FileTabs } from './FileTabs.tsx';
import { useEditorText } from './text.ts';
import styles from './editor.module.css';

type MonacoModule = typeof import('./monaco.ts');
type CodeEditor = ReturnType<MonacoModule['monaco']['editor']['create']>;
type Model = NonNullable<ReturnType<CodeEditor['getModel']>>;

/** Loads Monaco with the interface's language; its language pack must be there before Monaco's first line runs. */
async function loadMonaco(lang: 'ko' | 'en'): Promise<MonacoModule> {
  if (lang === 'ko') await import('monaco-editor/nls/lang/ko');
  const module = await import('./monaco.ts');
  module.initMonaco(lang);
  return module;
}

let loading: Promise<MonacoModule> | undefined;

export default function Editor() {
  const text = useEditorText();
  const lang = useLang();
  const active = useFiles((f) => f.active);
  const [module, setModule] = useState<MonacoModule>();
  useEffect(() => {
    let gone = false;
    loading ??= loadMonaco(lang);
    void loading.then((loaded) => {
      if (!gone) setModule(loaded);
    });
    return () => {
      gone = true;
    };
    // The language Monaco was loaded with stays until the page is loaded again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <section className={`${styles.editor} nokey`} aria-label={text('editor.files')}>
      <FileTabs />
      {active === undefined ? (
        <p className={styles.empty}>
          {text('editor.empty')} <span>{text('editor.emptyHint')}</span>
        </p>
      ) : module ? (
        <Surface module={module} name={active} />
      ) : (
        <p className={styles.empty} role="status">
          {text('editor.loading')}
        </p>
      )}
      {active !== undefined && <Problems name={active} />}
    </section>
  );
}

const none: readonly Complaint[] = [];

function Surface({ module, name }: { readonly module: MonacoModule; readonly name: string }) {
  const { monaco } = module;
  const text = useEditorText();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor>(undefined);
  const theme = usePrefs((p) => p.shown);
  const generation = useFiles((f) => f.generation);
  const complaints = useApplied((a) => a.complaints[name] ?? none);

  useEffect(() => {
    const created = monaco.editor.create(host.current!, {
      model: null,
      automaticLayout: true,
      minimap: { enabled: false },
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-code'),
      fontSize: 13,
      lineHeight: 21,
      padding: { top: 12, bottom: 12 },
      lineNumbersMinChars: 3,
      scrollBeyondLastLine: false,
      renderFinalNewline: 'on',
      stickyScroll: { enabled: false },
      fixedOverflowWidgets: true,
      tabSize: 2,
      insertSpaces: true,
      detectIndentation: false,
      overviewRulerLanes: 0,
      overviewRulerBorder: false,
      scrollbar: { verticalScrollbarSize: 8, horizontalScrollbarSize: 8 },
      accessibilitySupport: 'auto',
    });
    editor.current = created;
    const apply = (): void => {
      const { active } = useFiles.getState();
      if (active) applyFile(active);
    };
    // eslint-disable-next-line no-bitwise -- Monaco's key chords are flags
    created.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, apply);
    // eslint-disable-next-line no-bitwise
    created.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, apply);
    return () => created.dispose();
  }, [monaco]);

  // One model per file; texts that changed outside (another lesson, the terminal) replace the model's.
  useEffect(() => {
    const uri = monaco.Uri.parse(`file:///${encodeURIComponent(name)}`);
    const stored = useFiles.getState().files[name] ?? '';
    const model: Model = monaco.editor.getModel(uri) ?? monaco.editor.createModel(stored, 'yaml', uri);
    if (model.getValue() !== stored) model.setValue(stored);
    editor.current?.setModel(model);
    editor.current?.updateOptions({ ariaLabel: text('editor.aria', { name }) });
    const listening = model.onDidChangeContent(() => useFiles.getState().write(name, model.getValue()));
    const following = useFiles.subscribe((files) => {
      const now = files.files[name];
      if (now === undefined || now === model.getValue()) return;
      // As an edit, so that Ctrl+Z brings back what a person had typed.
      model.pushEditOperations([], [{ range: model.getFullModelRange(), text: now }], () => null);
    });
    return () => {
      listening.dispose();
      following();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [monaco, name, generation]);

  useEffect(() => {
    module.defineThemes();
    monaco.editor.setTheme(`wheelhouse-${theme}`);
  }, [module, monaco, theme]);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model) return;
    monaco.editor.setModelMarkers(
      model,
      'server',
      complaints.map((c) => ({
        severity: monaco.MarkerSeverity.Error,
        message: `${text(`editor.problem.${c.sort}`)}\n\n${c.text}`,
        startLineNumber: c.line,
        endLineNumber: c.line,
        startColumn: c.column,
        endColumn: Math.max(c.endColumn, c.column + 1),
      })),
    );
    if (complaints[0]) editor.current?.revealLineInCenterIfOutsideViewport(complaints[0].line);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [complaints, monaco, name]);

  useEffect(() => {
    const reveal = (event: Event): void => {
      const { line, column } = (event as CustomEvent<Complaint>).detail;
      editor.current?.setPosition({ lineNumber: line, column });
      editor.current?.revealLineInCenter(line);
      editor.current?.focus();
    };
    window.addEventListener('wheelhouse-reveal', reveal);
    return () => window.removeEventListener('wheelhouse-reveal', reveal);
  }, []);

  return <div ref={host} className={styles.surface} data-testid="editor" />;
}

function Problems({ name }: { readonly name: string }) {
  const text = useEditorText();
  const complaints = useApplied((a) => a.complaints[name] ?? none);
  const dismiss = useApplied((a) => a.dismiss);
  if (complaints.length === 0) return null;
  return (
    <div className={styles.problems} role="alert">
      <header>
        <strong>{text('editor.problems', { n: complaints.length })}</strong>
        <button type="button" className={styles.quiet} onClick={() => dismiss(name)}>
          {text('editor.fold')}
        </button>
      </header>
      <ol>
        {complaints.map((c, i) => (
          // eslint-disable-next-line react/no-array-index-key -- the list is replaced as a whole
          <li key={i}>
            <button
              type="button"
              className={styles.problem}
              onClick={() => window.dispatchEvent(new CustomEvent('wheelhouse-reveal', { detail: c }))}
            >
              <span className={styles.where}>{text('editor.line', { line: c.line })}</span>
              <span>{text(`editor.problem.${c.sort}`)}</span>
            </button>
            <pre>{c.text}</pre>
          </li>
        ))}
      </ol>
    </div>
  );
}
