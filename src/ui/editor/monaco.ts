import * as monaco from 'monaco-editor/editor';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/smartSelect/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/tokenization/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/yaml/register';
import { configureMonacoYaml } from 'monaco-yaml';
import schemaUrl from '../../api/schema/editor.json?url';
import type { Lang } from '../../i18n/core.ts';
import YamlWorker from './yaml.worker.ts?worker';

export { monaco };

type Completions = ReturnType<monaco.languages.CompletionItemProvider['provideCompletionItems']>;

/**
 * Sets Monaco up once: its workers, the Kubernetes schema for completion, hover texts and squiggles, our two themes.
 * monaco-yaml was written for an older Monaco; the three wrapped functions below are all it needs to run on this one.
 */
export function initMonaco(lang: Lang): void {
  const yamlWorker = (): Worker => new YamlWorker({ name: `yaml-${lang}` });
  self.MonacoEnvironment = { getWorker: (_id, label) => (label === 'yaml' ? yamlWorker() : new EditorWorker()) };
  const createWebWorker = (options: { createData?: unknown; host?: never; keepIdleModels?: boolean }): unknown => {
    const worker = yamlWorker();
    // Monaco's worker start-up expects a first message before the data.
    worker.postMessage('ignore');
    worker.postMessage(options.createData);
    return monaco.editor.createWebWorker({
      worker,
      ...(options.host ? { host: options.host } : {}),
      ...(options.keepIdleModels ? { keepIdleModels: true } : {}),
    });
  };
  // A manifest the schema refuses is refused by the server too: red, not yellow.
  const setModelMarkers: typeof monaco.editor.setModelMarkers = (model, owner, markers) =>
    monaco.editor.setModelMarkers(
      model,
      owner,
      owner === 'yaml'
        ? markers.map((marker) => ({
            ...marker,
            message: inWords(lang, marker.message),
            severity: monaco.MarkerSeverity.Error,
          }))
        : markers,
    );
  const registerCompletionItemProvider: typeof monaco.languages.registerCompletionItemProvider = (selector, provider) =>
    monaco.languages.registerCompletionItemProvider(selector, {
      ...provider,
      provideCompletionItems: (async (...rest: Parameters<typeof provider.provideCompletionItems>) =>
        withoutDoubles(await provider.provideCompletionItems(...rest))) as never,
    });
  const compatible = {
    ...monaco,
    languages: { ...monaco.languages, registerCompletionItemProvider },
    editor: { ...monaco.editor, createWebWorker, setModelMarkers },
  };
  configureMonacoYaml(compatible as never, {
    isKubernetes: true,
    enableSchemaRequest: true,
    hoverSchemaSource: false,
    schemas: [{ uri: new URL(schemaUrl, document.baseURI).href, fileMatch: ['**/*.yaml', '**/*.yml'] }],
  });
  defineThemes();
}

/** One entry per word: every kind's schema offers its own `metadata`, and skeletons of whole objects help nobody. */
function withoutDoubles(result: Awaited<Completions>): Awaited<Completions> {
  if (!result) return result;
  const seen = new Set<string>();
  const name = (item: monaco.languages.CompletionItem): string =>
    typeof item.label === 'string' ? item.label : item.label.label;
  const suggestions = result.suggestions.filter((item) => {
    const key = name(item) + item.insertText;
    if (
      (item.kind === monaco.languages.CompletionItemKind.Class && /^(kind|object)$/.test(name(item))) ||
      seen.has(key)
    )
      return false;
    seen.add(key);
    return true;
  });
  return { ...result, suggestions };
}

/** The few messages the YAML service has no Korean for. */
function inWords(lang: Lang, message: string): string {
  if (lang !== 'ko') return message;
  return message
    .replace(/^Incorrect type\. Expected "?([^".]+)"?\.?/, '타입이 다릅니다. $1 타입이어야 합니다.')
    .replace(/^Property (\S+) is not allowed\.?/, '$1 필드는 여기에 쓸 수 없습니다.')
    .replace(/^Missing property "([^"]+)"\.?/, '필수 필드 $1 이(가) 없습니다.')
    .replace(/^Value is not accepted\. Valid values: (.+)\.$/, '쓸 수 없는 값입니다. 가능한 값: $1');
}

/** Monaco's colours from the page's tokens, so that both themes are one design. */
export function defineThemes(): void {
  const css = getComputedStyle(document.documentElement);
  const hex = (token: string): string => css.getPropertyValue(`--${token}`).trim();
  const bare = (token: string): string => hex(token).slice(1);
  for (const theme of ['dark', 'light'] as const) {
    monaco.editor.defineTheme(`wheelhouse-${theme}`, {
      base: theme === 'dark' ? 'vs-dark' : 'vs',
      inherit: true,
      rules: [
        { token: 'type', foreground: bare('api') },
        { token: 'string', foreground: bare('etcd') },
        { token: 'number', foreground: bare('sched') },
        { token: 'keyword', foreground: bare('ctrl') },
        { token: 'comment', foreground: bare('ink-3') },
      ],
      colors: {
        'editor.background': hex('sea-2'),
        'editor.foreground': hex('ink'),
        'editorLineNumber.foreground': hex('ink-3'),
        'editorLineNumber.activeForeground': hex('ink'),
        'editor.lineHighlightBackground': hex('glass'),
        'editor.lineHighlightBorder': hex('glass'),
        'editorCursor.foreground': hex('brass'),
        'editorWidget.background': hex('glass-2'),
        'editorWidget.border': hex('line'),
        'editorHoverWidget.background': hex('glass-2'),
        'editorSuggestWidget.background': hex('glass-2'),
        'editorSuggestWidget.selectedBackground': hex('line'),
        'editorSuggestWidget.selectedForeground': hex('ink'),
        'editorSuggestWidget.highlightForeground': hex('brass'),
        'editorSuggestWidget.focusHighlightForeground': hex('brass'),
        'editorError.foreground': hex('bad'),
        focusBorder: hex('brass'),
      },
    });
  }
}
