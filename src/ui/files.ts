import { create } from 'zustand';
import { provideFiles } from './actions.ts';
import { listen } from './link.ts';

/** The texts in the editor, by file name. The editor writes them, commands read them, `persist.ts` keeps them. */
interface FileStore {
  readonly files: Readonly<Record<string, string>>;
  readonly active: string | undefined;
  /** Grows when the files were replaced from outside (another lesson, a reload): the editor reads them anew. */
  readonly generation: number;
  replace(files: Readonly<Record<string, string>>): void;
  write(name: string, text: string): void;
  remove(name: string): void;
  open(name: string): void;
}

export const useFiles = create<FileStore>((set) => ({
  files: {},
  active: undefined,
  generation: 0,
  replace: (files) => set((s) => ({ files, active: Object.keys(files)[0], generation: s.generation + 1 })),
  write: (name, text) => set((s) => ({ files: { ...s.files, [name]: text } })),
  remove: (name) =>
    set((s) => {
      const { [name]: _, ...files } = s.files;
      return { files, active: s.active === name ? Object.keys(files)[0] : s.active };
    }),
  open: (active) => set({ active }),
}));

provideFiles(() => useFiles.getState().files);

// A command wrote a file (`kubectl get deployment web -o yaml > web.yaml`), or a shown solution edited one.
listen((message) => {
  if (message.type !== 'file') return;
  const { write, active, open } = useFiles.getState();
  write(message.name, message.text);
  // Hidden files (.kube/config) are there to be opened, and come forward only when they are asked for.
  if (active === undefined && !message.name.startsWith('.')) open(message.name);
});
