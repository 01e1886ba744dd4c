import { firstLesson } from '../lessons/first.ts';
import type { LessonProgress, LessonState } from '../lessons/types.ts';
import { Client, startWorker } from '../worker/client.ts';
import type { ProfileId, Session, ToPage } from '../worker/protocol.ts';
import { openInside } from './actions.ts';
import { connect, listen, post, type Link } from './link.ts';
import { allPanels, usePanels } from './panels.ts';
import { flush, load, onSavingFailed, save } from './persist.ts';
import { playhead } from './playhead.ts';
import { useFiles } from './files.ts';
import { useLesson } from './lesson/current.ts';
import { usePrefs } from './prefs.ts';
import { learnToSpeak } from './saying.ts';
import { startManifest } from './start-manifest.ts';
import { emptyPage, tell, usePage, type PageState } from './store.ts';
import { textIn } from './text.ts';
import type { UiKey } from '../i18n/ui.ts';

/** What the page opens with, and how it moves from one lesson to another. */

const freeFiles = { 'web.yaml': startManifest };

const freshSession = (profile: ProfileId, seed: number, lesson?: string): Session => ({
  version: 1,
  profile,
  seed,
  ...(lesson ? { lesson } : {}),
  branches: [{ id: 1, parent: undefined, commands: [] }],
  at: { branch: 1, step: 0 },
});

/** The lessons' code and texts come in their own chunk; asked for at once, needed a moment later. */
const content = import('../lessons/content.ts');

/** Starts everything that is not React. `link`: what stands in for the worker (tests, recorded feeds). */
export async function boot(link?: Link): Promise<void> {
  connect(link ?? new Client({ start: startWorker }));
  listen(hear);
  const kept = Promise.all([content, load('session'), load('progress'), load('files'), load('sizes')]);
  // What a link shows needs nothing that was kept: it does not wait for it.
  const linked = await fromAddress();
  const shown = linked && open(linked, linked.lesson, false);
  const [{ loadCourse }, saved, progress, files, sizes] = await kept;
  const course = await loadCourse();
  await shown;
  savedFiles = files ?? {};
  lessonProgress = progress ?? {};
  if (sizes) usePanels.setState({ sizes });
  useLesson.setState({
    course,
    finished: new Set(Object.entries(lessonProgress).flatMap(([id, p]) => (p.done ? [id] : []))),
  });
  keepUp();
  // A link pasted into the address bar of the open page changes only its fragment.
  addEventListener('hashchange', () => {
    void fromAddress().then((session) => session && open(session, session.lesson, false));
  });
  if (linked) return keepNow();
  if (saved) return open(saved.session, saved.lesson, true);
  return linkedInside ? openFree('lab') : openLesson(firstLesson);
}

/** A component the address leads into (`#inside=scheduler`), until a session is open to look into. */
let linkedInside: string | undefined;

/** A session in the address (`#s=…`), which then leaves the address: the page goes on from it. */
async function fromAddress(): Promise<Session | undefined> {
  const at = new URLSearchParams(location.hash.slice(1));
  const packed = at.get('s');
  linkedInside = at.get('inside') ?? undefined;
  if (!packed) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  const { unpackSession } = await import('../worker/share.ts');
  const read = await unpackSession(packed);
  if ('value' in read) return read.value;
  problem('problem.link', read.problem);
  return undefined;
}

export async function openLesson(id: string): Promise<void> {
  const { loadLesson } = await content;
  const pack = await loadLesson(id);
  if (!pack) return openFree('lab');
  return open(freshSession(pack.spec.cluster.profile, pack.spec.cluster.seed, id), id, false);
}

export function openFree(profile: ProfileId): Promise<void> {
  return open(freshSession(profile, 1 + Math.floor(Math.random() * 9999)), undefined, false);
}

/** The same lesson or cluster from its beginning. */
export function openAgain(): Promise<void> {
  const { id } = useLesson.getState();
  return id ? openLesson(id) : openFree(usePage.getState().profile);
}

let opening = 0;

async function open(session: Session, id: string | undefined, goingOn: boolean): Promise<void> {
  const turn = ++opening;
  const { loadLesson, loadProse } = await content;
  const { lang } = usePrefs.getState();
  const [pack, prose] = await Promise.all([id ? loadLesson(id) : undefined, id ? loadProse(id, lang) : undefined]);
  if (turn !== opening) return; // The person chose another lesson meanwhile.
  playhead.reset();
  usePage.setState({ ...emptyPage, profile: session.profile, problems: usePage.getState().problems });
  const lessonId = pack ? id : undefined;
  useLesson.setState({ id: lessonId, pack, prose: prose ? { [lang]: prose } : {}, opening: false });
  usePanels.setState({
    revealed: new Set(pack ? ['graph', ...pack.spec.show] : allPanels),
    drawer: undefined,
    phone: 'lesson',
    upper: 'editor',
    inside: undefined,
  });
  const known = savedFiles[lessonId ?? 'free'];
  useFiles.getState().replace(goingOn && known ? known : (pack?.files ?? freeFiles));
  const progress = goingOn && lessonId ? lessonProgress[lessonId]?.progress : undefined;
  post({ type: 'open', session, ...(pack ? { lesson: progress ? { ...pack, progress } : pack } : {}) });
  if (linkedInside) openInside(linkedInside);
  linkedInside = undefined;
}

/** The other language's prose, when it is asked for. */
usePrefs.subscribe(({ lang }, before) => {
  const { id, prose } = useLesson.getState();
  if (lang === before.lang || !id || prose[lang]) return;
  void content
    .then(({ loadProse }) => loadProse(id, lang))
    .then((loaded) => {
      if (loaded && useLesson.getState().id === id)
        useLesson.setState((s) => ({ prose: { ...s.prose, [lang]: loaded } }));
    });
});

// ------------------------------------------------------------------- what the worker says

function hear(message: ToPage): void {
  switch (message.type) {
    case 'opened':
      learnToSpeak();
      return usePage.setState({ branches: message.branches, firstStep: message.firstStep });
    case 'frame':
      playhead.receive(message.frame);
      tellSeen();
      return askTimeline();
    case 'session':
      usePage.setState({ session: message.session, branches: message.branches });
      return askTimeline(true);
    case 'object':
      return usePage.hear({ object: message.view });
    case 'inside':
      return usePage.hear({ inside: message.view });
    case 'why':
      return usePage.setState({ askedWhy: { entry: message.entry, chain: message.chain } });
    case 'timeline':
      return usePage.hear(({ startMs, firstStep }) => ({
        timeline: message.window,
        startMs:
          message.window.fromStep <= firstStep + 1
            ? Math.min(startMs, message.window.beats[0]?.sentMs ?? Infinity)
            : startMs,
      }));
    case 'lesson':
      return usePage.setState({ lesson: message.state });
    case 'problem':
      return tell({ tone: 'bad', say: message.say, text: undefined, detail: message.detail });
    default:
  }
}

/** Messages in such numbers are too quick to be followed, and states need no more than this often. */
const seenMs = 50;
let seenSoon = false;
let seenAt = -seenMs;

/** Lets the worker know when a frame is drawn; while it runs far ahead it sends no more than the page can show. */
function tellSeen(): void {
  if (seenSoon) return;
  seenSoon = true;
  const tellAll = (): void => {
    seenSoon = false;
    seenAt = performance.now();
    post({ type: 'seen' });
  };
  requestAnimationFrame((now) => setTimeout(tellAll, Math.max(0, seenAt + seenMs - now)));
}

/** Steps on either side of the play-head the sequence diagram may show. */
const windowSteps = 4_000;
/** The diagram is long: while the history grows quickly, it is asked for this seldom. */
const timelineMs = 200;
let asked = '';
let askedAt = -timelineMs;
let askLater: ReturnType<typeof setTimeout> | undefined;

/** Asks for the sequence diagram's window when the history has grown or another part of it is on screen. */
function askTimeline(anew = false): void {
  const { at, lastStep, firstStep } = usePage.getState();
  const { detail } = usePrefs.getState();
  if (!usePanels.getState().revealed.has('timeline')) return;
  const from = Math.max(firstStep, Math.floor((at.step - windowSteps) / 1000) * 1000);
  const key = `${at.branch} ${lastStep} ${from} ${detail}`;
  if (key === asked && !anew) return;
  const wait = askedAt + timelineMs - performance.now();
  if (wait > 0 && !anew) {
    askLater ??= setTimeout(() => {
      askLater = undefined;
      askTimeline();
    }, wait);
    return;
  }
  asked = key;
  askedAt = performance.now();
  post({ type: 'timeline', fromStep: from, toStep: at.step + windowSteps, detail });
}
usePrefs.subscribe((now, before) => {
  if (now.detail !== before.detail) askTimeline();
});

// ------------------------------------------------------------------- what is kept

let savedFiles: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
let lessonProgress: Readonly<Record<string, { readonly done: boolean; readonly progress?: LessonProgress }>> = {};

const progressOf = (state: LessonState): LessonProgress => ({
  done: state.tasks.filter((t) => t.status === 'done').map((t) => t.id),
  answers: Object.fromEntries(state.tasks.flatMap((t) => (t.answer ? [[t.id, t.answer]] : []))),
  hints: Object.fromEntries(state.tasks.flatMap((t) => (t.hints ? [[t.id, t.hints]] : []))),
});

function keepFiles(): void {
  savedFiles = { ...savedFiles, [useLesson.getState().id ?? 'free']: useFiles.getState().files };
  save('files', savedFiles);
}

function keepSession({ session, at }: PageState): void {
  if (session) save('session', { session: { ...session, at }, lesson: useLesson.getState().id });
}

function keepLesson({ lesson }: PageState): void {
  const { id } = useLesson.getState();
  if (!lesson || id !== lesson.id) return;
  const done = lesson.done || (lessonProgress[id]?.done ?? false);
  lessonProgress = { ...lessonProgress, [id]: { done, progress: progressOf(lesson) } };
  save('progress', lessonProgress);
  if (lesson.done) useLesson.setState((s) => ({ finished: new Set([...s.finished, id]) }));
}

/** What came on screen before anything was kept. */
function keepNow(): void {
  const page = usePage.getState();
  keepFiles();
  keepSession(page);
  keepLesson(page);
}

function keepUp(): void {
  usePage.subscribe((page, before) => {
    if (page.session !== before.session || page.at !== before.at) keepSession(page);
    if (page.lesson !== before.lesson) keepLesson(page);
  });
  useFiles.subscribe(({ files }, before) => {
    if (files !== before.files) keepFiles();
  });
  onSavingFailed((detail) => problem('problem.save', detail));
  usePanels.subscribe(({ sizes }, before) => {
    if (sizes !== before.sizes) save('sizes', sizes);
  });
}

function problem(key: UiKey, detail: string): void {
  tell({ tone: 'bad', say: undefined, text: textIn(usePrefs.getState().lang, key), detail });
}

/** A link to exactly this moment, in the clipboard. The link also stands in the address bar, for browsers that refuse. */
export async function share(): Promise<void> {
  const { session, at } = usePage.getState();
  const { lang } = usePrefs.getState();
  const { inside } = usePanels.getState();
  if (!session) return;
  const { momentOf, packSession } = await import('../worker/share.ts');
  const packed = await packSession(momentOf({ ...session, at }));
  const url = `${location.origin}${location.pathname}${location.search}#s=${packed}${inside ? `&inside=${inside.id}` : ''}`;
  try {
    await navigator.clipboard.writeText(url);
    tell({ tone: 'good', say: undefined, text: textIn(lang, 'top.shared'), detail: '' });
  } catch {
    history.replaceState(null, '', url);
    tell({ tone: 'bad', say: undefined, text: textIn(lang, 'top.shareFailed'), detail: '' });
  }
  await flush();
}
