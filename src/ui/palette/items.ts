import { command, inspect, openInside } from '../actions.ts';
import { openAgain, openFree, openLesson, share } from '../boot.ts';
import type { SymbolName } from '../icons.tsx';
import { pods } from '../graph/pods.ts';
import { lessonTitle } from '../../lessons/titles.ts';
import { lessonsInOrder, useLesson } from '../lesson/current.ts';
import { bringUp, usePanels } from '../panels.ts';
import { playhead } from '../playhead.ts';
import { usePrefs } from '../prefs.ts';
import { kindOf } from '../shapes.ts';
import { usePage } from '../store.ts';
import type { Text } from '../text.ts';

export interface PaletteItem {
  readonly id: string;
  readonly group: 'control' | 'view' | 'lesson' | 'object' | 'kubectl';
  readonly icon: SymbolName;
  readonly label: string;
  readonly keys?: string;
  readonly run: () => void;
}

/** Pods beyond this are found with kubectl, not here. */
const podsMax = 200;
const shownMax = 40;

/** Everything that can be done at this moment. */
export function paletteItems(text: Text): readonly PaletteItem[] {
  const { components, nodes, workloads } = usePage.getState();
  const { revealed } = usePanels.getState();
  const { course } = useLesson.getState();
  const prefs = usePrefs.getState();
  const full = revealed.has('timeline');
  const control: PaletteItem[] = [
    {
      id: 'play',
      group: 'control',
      icon: 'play',
      label: text('keys.play'),
      keys: text('keys.space'),
      run: () => playhead.toggle(),
    },
    { id: 'step', group: 'control', icon: 'forward', label: text('time.step'), keys: '→', run: () => playhead.step(1) },
    { id: 'back', group: 'control', icon: 'back', label: text('time.back'), keys: '←', run: () => playhead.step(-1) },
    {
      id: 'phase',
      group: 'control',
      icon: 'leap',
      label: text('time.phase'),
      keys: 'Shift →',
      run: () => playhead.step(1, 'phase'),
    },
    {
      id: 'start',
      group: 'control',
      icon: 'start',
      label: text('time.start'),
      keys: 'Home',
      run: () => playhead.start(),
    },
    ...(full
      ? [
          {
            id: 'detail',
            group: 'control' as const,
            icon: 'menu' as const,
            label: text('time.detail'),
            keys: 'M',
            run: () => prefs.set({ detail: !prefs.detail }),
          },
        ]
      : []),
  ];
  const view: PaletteItem[] = [
    ...(['editor', 'terminal', 'inspector'] as const)
      .filter((panel) => revealed.has(panel))
      .map((panel): PaletteItem => ({
        id: `open-${panel}`,
        group: 'view',
        icon: panel === 'inspector' ? 'inspect' : panel,
        label: text('side.open', { name: text(`side.${panel}`) }),
        run: () => void bringUp(panel),
      })),
    ...(full
      ? [
          {
            id: 'owners',
            group: 'view' as const,
            icon: 'branch' as const,
            label: text('graph.owners'),
            run: () => prefs.set({ arrange: prefs.arrange === 'owners' ? 'nodes' : 'owners' }),
          },
        ]
      : []),
    {
      id: 'theme',
      group: 'view',
      icon: 'theme',
      label: text(prefs.shown === 'dark' ? 'top.theme.toLight' : 'top.theme.toDark'),
      run: () => prefs.set({ theme: prefs.shown === 'dark' ? 'light' : 'dark' }),
    },
    {
      id: 'lang',
      group: 'view',
      icon: 'book',
      label: prefs.lang === 'ko' ? 'English' : '한국어',
      run: () => prefs.set({ lang: prefs.lang === 'ko' ? 'en' : 'ko' }),
    },
    { id: 'share', group: 'view', icon: 'share', label: text('top.share'), run: () => void share() },
    {
      id: 'keys',
      group: 'view',
      icon: 'help',
      label: text('keys.title'),
      keys: '?',
      run: () => usePanels.setState({ dialog: 'keys' }),
    },
  ];
  const lesson: PaletteItem[] = [
    { id: 'again', group: 'lesson', icon: 'restart', label: text('lesson.again'), run: () => void openAgain() },
    {
      id: 'course',
      group: 'lesson',
      icon: 'book',
      label: text('top.course'),
      run: () => usePanels.setState({ dialog: 'course' }),
    },
    ...lessonsInOrder(course).map((l): PaletteItem => ({
      id: `lesson-${l}`,
      group: 'lesson',
      icon: 'book',
      label: lessonTitle(l, prefs.lang),
      run: () => void openLesson(l),
    })),
    {
      id: 'free-lab',
      group: 'lesson',
      icon: 'plus',
      label: `${text('course.free')} · ${text('course.free.lab')}`,
      run: () => void openFree('lab'),
    },
    {
      id: 'free-solo',
      group: 'lesson',
      icon: 'plus',
      label: `${text('course.free')} · ${text('course.free.solo')}`,
      run: () => void openFree('solo'),
    },
  ];
  const objects: PaletteItem[] = [];
  if (revealed.has('inspector')) {
    for (const component of Object.values(components)) {
      const name = text(`name.${kindOf(component.id)}`);
      objects.push({
        id: `c-${component.id}`,
        group: 'object',
        icon: 'eye',
        label: component.node ? text('say.on', { name, node: component.node }) : name,
        run: () => openInside(component.id),
      });
    }
    for (const w of workloads)
      objects.push({
        id: `w-${w.uid}`,
        group: 'object',
        icon: 'inspect',
        label: `${w.kind} ${w.name}`,
        run: () => inspect({ type: 'object', ref: { kind: w.kind, namespace: w.namespace, name: w.name, uid: w.uid } }),
      });
    for (const node of nodes)
      objects.push({
        id: `n-${node.name}`,
        group: 'object',
        icon: 'inspect',
        label: `Node ${node.name}`,
        run: () => inspect({ type: 'node', name: node.name }),
      });
    for (const pod of [...pods.pods.values()].slice(0, podsMax)) {
      objects.push({
        id: `p-${pod.id}`,
        group: 'object',
        icon: 'inspect',
        label: `Pod ${pod.name}`,
        run: () =>
          inspect({ type: 'object', ref: { kind: 'Pod', namespace: pod.namespace, name: pod.name, uid: pod.uid } }),
      });
    }
  }
  return [...control, ...view, ...lesson, ...objects];
}

/** Items whose label has every word typed, best first; a kubectl line can be given right away. */
export function searchItems(items: readonly PaletteItem[], query: string, text: Text): readonly PaletteItem[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = items
    .map((item) => ({ item, score: scoreOf(item.label.toLowerCase(), words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, shownMax)
    .map(({ item }) => item);
  const line = query.trim();
  if (!/^kubectl\s+\S/.test(line)) return found;
  return [
    {
      id: 'run',
      group: 'kubectl',
      icon: 'terminal',
      label: text('palette.run', { line }),
      run: () => void command(line),
    },
    ...found,
  ];
}

function scoreOf(label: string, words: readonly string[]): number {
  let score = 1;
  for (const word of words) {
    const at = label.indexOf(word);
    if (at < 0) return 0;
    score += at === 0 ? 3 : label[at - 1] === ' ' ? 2 : 1;
  }
  return score;
}
