import { create } from 'zustand';
import { command, onRun } from '../actions.ts';
import { useFiles } from '../files.ts';
import type { Complaint } from './locate.ts';

/** What came of applying each file. */
interface AppliedStore {
  /** The text last applied without complaint, by file. */
  readonly texts: Readonly<Record<string, string>>;
  readonly applying: string | undefined;
  readonly complaints: Readonly<Record<string, readonly Complaint[]>>;
  dismiss(name: string): void;
}

export const useApplied = create<AppliedStore>((set) => ({
  texts: {},
  applying: undefined,
  complaints: {},
  dismiss: (name) => set((s) => ({ complaints: { ...s.complaints, [name]: [] } })),
}));

const fileOf = (line: string): string | undefined => /^kubectl apply -f (\S+)$/.exec(line)?.[1];
const errors = new Map<number, string>();
const sent = new Map<number, string>();

/** Applies a file as Ctrl+S and the button do; the terminal shows the same line. */
export function applyFile(name: string): void {
  const text = useFiles.getState().files[name];
  if (text === undefined) return;
  useApplied.setState({ applying: name });
  command(`kubectl apply -f ${name}`);
}

// Also hears of files applied in the terminal: the squiggles belong to the file, however it was sent.
onRun((run, answer) => {
  const name = fileOf(run.line);
  if (name === undefined) return;
  if (answer === 'sent') {
    sent.set(run.request, useFiles.getState().files[name] ?? '');
    errors.set(run.request, '');
    return;
  }
  if (answer.type === 'output' && answer.stream === 'stderr')
    errors.set(run.request, (errors.get(run.request) ?? '') + answer.text);
  if (answer.type !== 'exit') return;
  const text = sent.get(run.request) ?? '';
  const stderr = errors.get(run.request) ?? '';
  sent.delete(run.request);
  errors.delete(run.request);
  if (answer.code === 0) {
    useApplied.setState((s) => ({
      applying: undefined,
      texts: { ...s.texts, [name]: text },
      complaints: { ...s.complaints, [name]: [] },
    }));
    return;
  }
  void import('./locate.ts').then(({ complaintsOf }) =>
    useApplied.setState((s) => ({
      applying: undefined,
      complaints: { ...s.complaints, [name]: complaintsOf(stderr, text) },
    })),
  );
});
