import { post } from './link.ts';
import { usePrefs } from './prefs.ts';
import { pods } from './graph/pods.ts';
import { depart, land, usePage } from './store.ts';
import type { Frame } from '../worker/protocol.ts';

/**
 * The play engine. It owns the page's only animation clock: `progress`, 0 → 1, how far the message of the current step
 * has travelled. Everything that moves is a pure function of it, so a step can be paused, finished early or shown
 * without motion. Frames come from the worker; this decides when each is asked for and when its state is shown.
 */

export type Motion = 'paused' | 'playing';

/** Time one message gets at speed 1, in ms. */
const storyBeatMs = 950;
const detailBeatMs = 320;
/** Part of that time after which the message has arrived and the cluster shows what it did. */
export const arrival = 0.7;

type TickListener = (progress: number) => void;
const ticks = new Set<TickListener>();
const motions = new Set<() => void>();

let motion: Motion = 'paused';
let progress = 1;
/** The frame whose message is on its way; its state is not shown yet. */
let travelling: Frame | undefined;
let landed = true;
/** What the next frame answers: a step (its message travels) or a jump (it is simply there). */
let asked: 'step' | 'jump' | 'clock' = 'jump';
let waiting = false;
/** Asked when a leap has landed: is there more of it to be played? */
let playOn: (() => boolean) | undefined;
let raf = 0;
let lastTick = 0;
let clockTimer: ReturnType<typeof setTimeout> | undefined;
/** The rest after a step shown without motion. */
let restTimer: ReturnType<typeof setTimeout> | undefined;

export const playhead = {
  get motion(): Motion {
    return motion;
  },
  get progress(): number {
    return progress;
  },
  /** Called on every change of progress; the canvas draws from it. */
  onTick(listener: TickListener): () => void {
    ticks.add(listener);
    return () => ticks.delete(listener);
  },
  onMotion(listener: () => void): () => void {
    motions.add(listener);
    return () => motions.delete(listener);
  },

  /** A frame from the worker. */
  receive(frame: Frame): void {
    clearTimeout(restTimer);
    finishTravel();
    const page = usePage.getState();
    const moved = frame.at.branch !== page.at.branch || frame.at.step !== page.at.step;
    // A command shows the cluster as it stands before its first message moves: the step asked for is still to come.
    if (asked === 'step' && !moved && !frame.settled && !questionWaits()) return show(frame);
    waiting = false;
    const travels =
      asked === 'step' &&
      moved &&
      frame.at.step > page.at.step &&
      frame.beat !== undefined &&
      !usePrefs.getState().calm;
    const reason = asked;
    asked = 'jump';
    if (!travels) {
      show(frame);
      if (playOn?.()) setMotion('playing');
      playOn = undefined;
      if (motion === 'playing') restThenGoOn(reason, moved, frame);
      return;
    }
    depart(frame);
    travelling = frame;
    landed = false;
    progress = 0;
    startClock();
  },

  step(by: number, unit: 'story' | 'message' | 'phase' = usePrefs.getState().detail ? 'message' : 'story'): void {
    setMotion('paused');
    usePage.calm();
    askStep(by, unit);
  },
  seek(step: number): void {
    setMotion('paused');
    usePage.calm();
    finishTravel();
    ask('jump');
    post({ type: 'seek', step });
  },
  start(): void {
    const { firstStep } = usePage.getState();
    this.seek(firstStep);
  },
  end(): void {
    setMotion('paused');
    finishTravel();
    ask('jump');
    post({ type: 'settle', limitMs: 120_000 });
  },
  branch(id: number): void {
    setMotion('paused');
    usePage.calm();
    finishTravel();
    ask('jump');
    post({ type: 'branch', id });
  },

  play(): void {
    if (motion === 'playing') return;
    setMotion('playing');
    if (travelling === undefined || progress >= 1) goOn();
  },
  pause(): void {
    setMotion('paused');
  },
  toggle(): void {
    if (motion === 'playing') this.pause();
    else this.play();
  },
  /** The person gave a command: let it be seen, unless they step by themselves. */
  follow(): void {
    if (motion !== 'playing') this.play();
  },
  /** Something was posted that takes the play-head further at once. `unfinished`: asked then; if so the story plays on. */
  leap(unfinished: () => boolean): void {
    finishTravel();
    ask('jump');
    playOn = unfinished;
  },
  /** Forgets what was shown: another session opens. */
  reset(): void {
    setMotion('paused');
    cancelAnimationFrame(raf);
    raf = 0;
    travelling = undefined;
    landed = true;
    progress = 1;
    waiting = false;
    asked = 'jump';
    pods.clear();
  },
};

function setMotion(next: Motion): void {
  if (motion === next) return;
  motion = next;
  for (const listener of motions) listener();
}

function ask(what: typeof asked): void {
  asked = what;
  waiting = true;
}

function askStep(by: number, unit: 'story' | 'message' | 'phase'): void {
  finishTravel();
  // A phase is a leap over many messages: showing only its last one travelling would be a lie.
  ask(by === 1 && unit !== 'phase' ? 'step' : 'jump');
  post({ type: 'step', by, unit });
}

/** The next thing while playing: one more step of the story, or a little more virtual time. */
function goOn(): void {
  if (waiting || motion !== 'playing') return;
  const { pace, detail } = usePrefs.getState();
  if (pace === 'story') return askStep(1, detail ? 'message' : 'story');
  runClock();
}

/** Playing without motion (reduced motion, or a frame without a message): each step still gets its time to be read. */
function restThenGoOn(reason: typeof asked, moved: boolean, frame: Frame): void {
  if (reason === 'clock') return runClock();
  if (reason === 'step' && (!moved || mustStop(frame))) return setMotion('paused');
  const beatMs = (frame.beat?.weight === 'detail' ? detailBeatMs : storyBeatMs) / usePrefs.getState().storySpeed;
  restTimer = setTimeout(goOn, frame.beat ? beatMs : 0);
}

/** A lesson's question waits, or nothing is left to happen. */
function mustStop(frame: Frame): boolean {
  if (questionWaits()) return true;
  return frame.settled && frame.at.step >= frame.lastStep;
}

export const questionWaits = (): boolean => usePage.getState().lesson?.paused ?? false;

/** The frame as it is, without its message travelling. */
function show(frame: Frame): void {
  depart(frame);
  travelling = frame;
  landed = false;
  progress = 1;
  arrive();
  announceTick();
}

function arrive(): void {
  if (landed || !travelling) return;
  landed = true;
  pods.apply(travelling.pods);
  land(travelling);
}

function finishTravel(): void {
  arrive();
  if (progress >= 1) return;
  progress = 1;
  announceTick();
}

function announceTick(): void {
  for (const listener of ticks) listener(progress);
}

function startClock(): void {
  if (raf !== 0) return;
  lastTick = performance.now();
  raf = requestAnimationFrame(tick);
}

function tick(now: number): void {
  raf = 0;
  // A hidden tab stops the frames: do not leap when it comes back.
  const elapsed = Math.min(100, now - lastTick);
  lastTick = now;
  travel(elapsed);
  if (progress < 1) raf = requestAnimationFrame(tick);
}

function travel(elapsed: number): void {
  const { storySpeed } = usePrefs.getState();
  const beatMs = travelling?.beat?.weight === 'detail' ? detailBeatMs : storyBeatMs;
  progress = Math.min(1, progress + (elapsed * storySpeed) / beatMs);
  if (progress >= arrival) arrive();
  announceTick();
  if (progress < 1 || motion !== 'playing') return;
  if (travelling && mustStop(travelling)) setMotion('paused');
  else goOn();
}

/** Clock pace shows the cluster this often: messages are too quick to be followed, and states need no more. */
const clockFrameMs = 50;
let clockMs = 0;
let clockTold = 0;

function runClock(): void {
  clearTimeout(clockTimer);
  clockTimer = setTimeout(moveClock, clockFrameMs);
}

function moveClock(): void {
  if (motion !== 'playing' || usePrefs.getState().pace !== 'clock') return;
  if (questionWaits()) return setMotion('paused');
  const now = performance.now();
  const elapsed = Math.min(250, now - clockTold);
  clockTold = now;
  clockMs = Math.max(clockMs, usePage.getState().atMs) + elapsed * usePrefs.getState().clockSpeed;
  ask('clock');
  post({ type: 'clock', toMs: Math.floor(clockMs) });
}

// Starting or seeking sets the clock anew.
motions.add(() => {
  clockMs = usePage.getState().atMs;
  clockTold = performance.now();
  if (motion !== 'playing') clearTimeout(clockTimer);
});
usePrefs.subscribe((now, before) => {
  if (now.pace !== before.pace && motion === 'playing' && progress >= 1) {
    clockMs = usePage.getState().atMs;
    clockTold = performance.now();
    waiting = false;
    goOn();
  }
});
