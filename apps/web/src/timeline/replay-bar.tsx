import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Step } from '../replay/steps.js';
import { stepShowing } from '../replay/steps.js';
import { goToOpen } from '../shell/dialogs.js';
import { colours } from '../shell/appearance.js';
import { dayWords, instantWords, plural } from '../words/words.js';
import { type Palette, paletteOf } from './drawing.js';
import { type Player, SPEEDS } from './player.js';

/** "report 9 of 12". */
export function stepWords({ steps, index, noun }: Player): string {
  return steps[index] === undefined ? `before the end of the first ${noun}` : `${noun} ${(index + 1)} of ${steps.length}`;
}

/** The cursor through time. A native range carries keyboard, touch and screen reader; the strip is drawn behind it. */
export function ReplayBar({ player }: { player: Player }) {
  const { steps, index } = player;
  const step = steps[index];
  const last = steps.length - 1;
  const words = stepWords(player);
  return (
    <section class="replay" aria-label="Replay">
      <div class="replay-buttons">
        <button type="button" class="icon" aria-label="First" disabled={index <= 0} onClick={() => player.to(0)}><Icon name="first" /></button>
        <button type="button" class="icon" aria-label="One step back" disabled={index <= 0} onClick={() => player.to(index - 1)}><Icon name="back" /></button>
        <button type="button" class="icon play" aria-label={player.playing ? 'Pause' : 'Play'} disabled={steps.length < 2} onClick={player.toggle}><Icon name={player.playing ? 'pause' : 'play'} /></button>
        <button type="button" class="icon" aria-label="One step forward" disabled={index >= last} onClick={() => player.to(index + 1)}><Icon name="forward" /></button>
        <button type="button" class="icon" aria-label="Last: now" disabled={index >= last} onClick={() => player.to(last)}><Icon name="last" /></button>
      </div>
      <div class="strip" dir="ltr">
        <Strip player={player} />
        <input
          type="range" min={0} max={Math.max(0, last)} step={1} value={Math.max(0, index)} disabled={steps.length < 2} aria-label="Replay cursor"
          aria-valuetext={step === undefined ? words : `${words}, ${step.label}`} onInput={(event) => player.to(Number(event.currentTarget.value))}
        />
      </div>
      <div class="replay-settings">
        <label><span>step</span><select value={player.noun} disabled={player.sizes.length < 2} onChange={(event) => player.setSize(event.currentTarget.value)}>{(player.sizes.length < 2 ? [player.noun] : player.sizes).map((each) => <option key={each} value={each}>{each}</option>)}</select></label>
        <label><span>speed</span><select value={player.speed} onChange={(event) => player.setSpeed(Number(event.currentTarget.value))}>{SPEEDS.map((speed) => <option key={speed} value={speed}>{speed}×</option>)}</select></label>
        <label class="check"><input type="checkbox" checked={player.pauseAtConflict} onChange={(event) => player.setPause(event.currentTarget.checked)} /> pause at contradiction</label>
        <button type="button" class="plain" onClick={() => { goToOpen.value = true; }}>Go to… <kbd aria-hidden="true">g</kbd></button>
      </div>
      <p class="replay-words">
        <strong>{words}</strong>{step !== undefined && <span class="replay-label"> · {player.published ? dayWords(step.at) : instantWords(step.at)} · <bdi dir="auto">{step.label}</bdi></span>}
      </p>
      {player.chapters.length > 0 && (
        <details class="chapters">
          <summary>{plural(player.chapters.length, 'turn')}: stance changes and contradictions</summary>
          <ol>{player.chapters.slice(0, 200).map((chapter) => <li key={`${chapter.position}${chapter.label}`}><button type="button" class="plain" onClick={() => player.to(stepShowing(steps, chapter.position))}><span class={`sign sign-${chapter.sign === '!' ? 'conflict' : 'turn'}`}>{chapter.sign}</span> {chapter.label}</button></li>)}</ol>
        </details>
      )}
    </section>
  );
}

/** Behind the slider: how much each step brought, and where the turns are. */
function Strip({ player }: { player: Player }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const bars = useRef<{ steps: readonly Step[]; width: number; columns: [x: number, tall: number][] } | null>(null);
  const palette = useRef<{ of: number; value: Palette } | null>(null);
  const colour = colours.value;
  const paint = (): void => {
    const element = canvas.current;
    if (element === null) return;
    const [width, height, ratio] = [element.clientWidth, element.clientHeight, devicePixelRatio || 1];
    if (element.width !== Math.round(width * ratio)) [element.width, element.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const context = element.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    // Reading colours off the page forces it to be laid out: once per theme, not once per step.
    if (palette.current?.of !== colour) palette.current = { of: colour, value: paletteOf(element.parentElement!) };
    const { accent, rule, ink, shapes } = palette.current.value;
    const { steps, chapters, index } = player;
    const inset = 8; // half of the thumb, so that bar and thumb agree
    const xOf = (place: number): number => (steps.length < 2 ? width / 2 : inset + (place / (steps.length - 1)) * (width - 2 * inset));
    if (bars.current?.steps !== steps || bars.current.width !== width) bars.current = { steps, width, columns: columnsOf(steps, xOf, height) };
    const bar = Math.max(1, Math.min(10, (width - 2 * inset) / Math.max(1, steps.length) - 1));
    const here = xOf(index) + 0.5;
    for (const [x, tall] of bars.current.columns) {
      context.fillStyle = x <= here ? accent : rule;
      context.fillRect(x - bar / 2, height - tall, bar, tall);
    }
    context.textAlign = 'center';
    context.font = '700 11px system-ui, sans-serif';
    let lastX = -20;
    for (const chapter of chapters) {
      const x = xOf(stepShowing(steps, chapter.position));
      if (x - lastX < 8) continue;
      lastX = x;
      context.fillStyle = chapter.sign === '!' ? shapes.press : ink;
      context.fillText(chapter.sign, x, 10);
    }
  };
  useLayoutEffect(paint, [player.steps, player.chapters, player.index, colour]);
  const latest = useRef(paint);
  latest.current = paint;
  useEffect(() => {
    const observer = new ResizeObserver(() => latest.current());
    observer.observe(canvas.current!);
    return () => observer.disconnect();
  }, []);
  return <canvas ref={canvas} aria-hidden="true" />;
}

/** One bar a pixel column, as high as the logarithm of the most that one of its steps brought. */
function columnsOf(steps: readonly Step[], xOf: (place: number) => number, height: number): [number, number][] {
  const columns = new Map<number, number>();
  growth(steps).forEach((value, place) => { const x = Math.round(xOf(place)); columns.set(x, Math.max(columns.get(x) ?? 0, value)); });
  const most = Math.log1p(Math.max(1, ...columns.values()));
  return [...columns].map(([x, value]): [number, number] => [x, Math.max(2, (Math.log1p(value) / most) * (height - 16))]);
}

/** What a step brought; where nobody counted it, how many positions it covers. */
function growth(steps: readonly Step[]): Float32Array {
  return Float32Array.from(steps, (step, index) => step.brought ?? Math.max(1, step.position - (steps[index - 1]?.position ?? step.position - 1)));
}

function Icon({ name }: { name: 'first' | 'back' | 'play' | 'pause' | 'forward' | 'last' }) {
  const path = { first: 'M3 3v10M13 3L5 8l8 5z', back: 'M12 3L4 8l8 5z', play: 'M4 2.5L13 8l-9 5.5z', pause: 'M4 3h3v10H4zM9 3h3v10H9z', forward: 'M4 3l8 5-8 5z', last: 'M13 3v10M3 3l8 5-8 5z' }[name];
  return <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false" class="glyph"><path d={path} /></svg>;
}
