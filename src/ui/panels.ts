import { create } from 'zustand';
import type { ActorId } from '../sim/kernel/types.ts';

export type PanelName = 'graph' | 'timeline' | 'editor' | 'terminal' | 'inspector';
export const allPanels: readonly PanelName[] = ['graph', 'timeline', 'editor', 'terminal', 'inspector'];

/** Sizes the person dragged, in px. Kept by `persist.ts`. */
export interface PanelSizes {
  readonly lesson: number;
  readonly side: number;
  readonly timeline: number;
  /** Share of the side panel's height the terminal takes. */
  readonly terminal: number;
}

/** On a small desk the panels leave the graph what it needs. */
export const startSizes: PanelSizes = {
  lesson: Math.round(Math.max(270, Math.min(316, innerWidth * 0.22))),
  side: Math.round(Math.max(310, Math.min(388, innerWidth * 0.27))),
  timeline: Math.round(Math.max(168, Math.min(208, innerHeight * 0.23))),
  terminal: 0.38,
};

interface PanelState {
  /** What the lesson has revealed so far. */
  readonly revealed: ReadonlySet<PanelName>;
  readonly sizes: PanelSizes;
  /** Which of editor and inspector stands in the upper half of the side panel. */
  readonly upper: 'editor' | 'inspector';
  /** Tablet: the side panel lies over the graph and is opened and closed; undefined is closed. */
  readonly drawer: PanelName | undefined;
  /** Phone: what stands below the graph. */
  readonly phone: 'lesson' | PanelName;
  readonly dialog: 'course' | 'palette' | 'keys' | undefined;
  /** The component one has walked into, and what is picked there (an entry, a revision, a Pod, … as text). */
  readonly inside: { readonly id: ActorId; readonly pick?: string } | undefined;
}

export const usePanels = create<PanelState>(() => ({
  revealed: new Set<PanelName>(['graph']),
  sizes: startSizes,
  upper: 'editor',
  drawer: undefined,
  phone: 'lesson',
  dialog: undefined,
  inside: undefined,
}));

/** Brings a panel to the front wherever the screen has room for it. False when the lesson has not revealed it. */
export function bringUp(panel: 'editor' | 'terminal' | 'inspector'): boolean {
  const { revealed } = usePanels.getState();
  if (!revealed.has(panel)) return false;
  usePanels.setState({ drawer: panel, phone: panel, ...(panel === 'terminal' ? {} : { upper: panel }) });
  return true;
}

/** The first lesson shows the graph and one button, nothing else; everything later is the whole room. */
export const useMode = (): 'first' | 'full' => usePanels((p) => (p.revealed.has('timeline') ? 'full' : 'first'));
