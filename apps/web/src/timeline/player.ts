import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Query } from '../address/address.js';
import { address, amend, choose } from '../address/location.js';
import { keys } from '../keys.js';
import type { Clock } from '../replay/record.js';
import { type Chapter, type Step, stepShowing } from '../replay/steps.js';
import { announce } from '../shell/announce.js';
import { asSentence } from '../words/words.js';
import { movedByKey } from './occurrence-list.js';

export const SPEEDS = [0.5, 1, 2, 4, 8];
export const CLOCKS: Clock[] = ['happened', 'published', 'recorded'];

export interface Player {
  steps: readonly Step[];
  index: number;
  playing: boolean;
  speed: number;
  pauseAtConflict: boolean;
  /** What one step is: "report", "event", "day", "week". */
  noun: string;
  /** The sizes a step may have; empty where there is no choice. */
  sizes: readonly string[];
  published: boolean;
  chapters: readonly Chapter[];
  to(index: number): void;
  toggle(): void;
  setSpeed(speed: number): void;
  setPause(on: boolean): void;
  setSize(size: string): void;
  chapter(way: -1 | 1): void;
}

export interface PlayerSource {
  steps: readonly Step[];
  chapters: readonly Chapter[];
  /** The step shown. */
  index: number;
  noun: string;
  sizes: readonly string[];
  published: boolean;
  /** The members of the address that stand for a step before the last; at the last one they are taken away. */
  momentOf(step: Step): Partial<Query>;
  /** True while what the cursor stands at is still being read: play waits for it. */
  waiting: boolean;
}

/** Moving and playing the cursor. Moves are written into the address in place; play never starts by itself. */
export function usePlayer(source: PlayerSource): Player {
  const { steps, chapters, index, noun, sizes, published } = source;
  const playing = useSignal(false);
  const speed = useSignal(1);
  const pauseAtConflict = useSignal(true);
  const last = steps.length - 1;
  const to = (next: number): void => {
    const place = Math.max(0, Math.min(last, next));
    const step = steps[place];
    if (step === undefined) return;
    performance.clearMarks('chancery:step');
    performance.mark('chancery:step');
    amend({ knownAt: undefined, publishedBy: undefined, ...(place >= last ? {} : source.momentOf(step)) });
    announce(`${noun} ${place + 1} of ${steps.length}, ${asSentence(step.label)}`, playing.value ? 2000 : 0);
  };
  const latest = useRef({ ...source, to, last });
  latest.current = { ...source, to, last };
  useEffect(() => {
    if (!playing.value) return;
    const timer = setInterval(() => {
      const state = latest.current;
      if (state.waiting) return;
      const next = state.index + 1;
      if (next > state.last) { playing.value = false; return; }
      const [from, until] = [state.steps[state.index]?.position ?? -1, state.steps[next]!.position];
      state.to(next);
      const conflict = state.chapters.find((chapter) => chapter.sign === '!' && chapter.position > from && chapter.position <= until);
      if (conflict !== undefined && pauseAtConflict.value) { playing.value = false; announce(asSentence(conflict.label)); }
    }, 1000 / speed.value);
    return () => clearInterval(timer);
  }, [playing.value, speed.value]);
  return {
    steps, index, playing: playing.value, speed: speed.value, pauseAtConflict: pauseAtConflict.value, noun, sizes, published, chapters,
    to,
    toggle: () => { if (!playing.value && latest.current.index >= last) to(0); playing.value = !playing.value; },
    setSpeed: (value) => { speed.value = value; },
    setPause: (on) => { pauseAtConflict.value = on; },
    setSize: (value) => choose({ step: value }),
    chapter: (way) => {
      const here = steps[latest.current.index]?.position ?? 0;
      const places = [...new Set(chapters.map((chapter) => stepShowing(steps, chapter.position)))].sort((a, b) => a - b);
      const target = way > 0 ? places.find((place) => (steps[place]?.position ?? 0) > here) : places.findLast((place) => (steps[place]?.position ?? 0) < here);
      if (target !== undefined) to(target);
    },
  };
}

type Selectable = readonly { occurrence: string; happened: { min: string | null; max: string | null } | null }[];

/** The keys of the timeline (idle in text fields); `tray` folds and unfolds what has no date. */
export function useTimelineKeys(player: Player, rows: Selectable, visible: Uint32Array, tray: () => void, clock: Clock): void {
  const latest = useRef({ player, rows, visible, tray, clock });
  latest.current = { player, rows, visible, tray, clock };
  useEffect(() => {
    const move = (by: number): void => {
      const { visible: shown, rows: all } = latest.current;
      if (shown.length === 0) return;
      const at = shown.findIndex((each) => all[each]!.occurrence === address.value.query.selected);
      const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.max(0, Math.min(shown.length - 1, at + by));
      movedByKey.current = true;
      amend({ selected: all[shown[next]!]!.occurrence });
    };
    const speed = (by: number): void => {
      const { player: now } = latest.current;
      now.setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(now.speed) + by))]!);
    };
    const toward = (member: 'from' | 'to'): void => {
      const { visible: shown, rows: all } = latest.current;
      const row = all[shown.find((each) => all[each]!.occurrence === address.value.query.selected) ?? -1];
      const day = (member === 'from' ? row?.happened?.min : row?.happened?.max)?.slice(0, 10);
      if (day !== undefined) choose({ [member]: day });
    };
    const step = (by: number) => (): void => latest.current.player.to(latest.current.player.index + by);
    return keys({
      Space: () => latest.current.player.toggle(), k: () => latest.current.player.toggle(), ArrowLeft: step(-1), ArrowRight: step(1), 'Shift+ArrowLeft': step(-10), 'Shift+ArrowRight': step(10),
      Home: () => latest.current.player.to(0), End: () => latest.current.player.to(latest.current.player.steps.length - 1), j: () => speed(-1), l: () => speed(1),
      '[': () => latest.current.player.chapter(-1), ']': () => latest.current.player.chapter(1), ArrowUp: () => move(-1), ArrowDown: () => move(1),
      Enter: () => document.querySelector<HTMLElement>('#panel-title')?.focus(), u: () => latest.current.tray(), ',': () => toward('from'), '.': () => toward('to'),
      c: () => chooseClock(CLOCKS[(CLOCKS.indexOf(latest.current.clock) + 1) % 3]!),
    });
  }, []);
}

/** Another clock. What was known when goes along between the clocks that count positions; the published one has days of its own. */
export function chooseClock(next: Clock): void {
  choose({ clock: next === 'happened' ? undefined : next, publishedBy: undefined, ...(next === 'published' ? { knownAt: undefined } : {}) });
}
