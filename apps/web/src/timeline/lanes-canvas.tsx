import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatAddress } from '../address/address.js';
import { address, choose } from '../address/location.js';
import type { TimelineItem } from '../api/shapes.js';
import type { TimeRecord } from '../replay/record.js';
import { colours } from '../shell/appearance.js';
import { Foreign } from '../words/text.js';
import { actorName, issueTitle, shortName } from '../words/names.js';
import { VOICE_WORDS, capital, dayWords, plain, plural, timelineSentence, whenWords } from '../words/words.js';
import { fittedContext } from './fitted-context.js';
import { HEAD_HEIGHT, LANE_HEIGHT, type Palette, type Scene, cellsOf, draw, hit, paletteOf, together } from './drawing.js';
import { type Grouping, lanesOf } from './lanes.js';
import { layoutOf } from './layout.js';

const MOST_LANES = 18;
const NONE: ReadonlySet<string> = new Set();

interface Props { record: TimeRecord; mask: Uint8Array | null; visible: Uint32Array; dated: number; weak: number; selected: string | null; grouping: Grouping; tray: boolean; window: [number, number] | 'all' | null; highlight?: ReadonlySet<string>; /** Whether ways out of the window are offered here. */ leaves?: boolean }

/** The drawing: lanes against time, and the tray of what has no date. Everything it shows is in the list below it. */
export function LanesCanvas({ record, mask, visible, dated, weak, selected, grouping, tray, window: span, highlight = NONE, leaves = true }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = useRef<Palette | null>(null);
  const scene = useRef<Scene | null>(null);
  const drag = useRef<{ from: number; to: number } | null>(null);
  const [width, setWidth] = useState(0);
  const [all, setAll] = useState(false);
  const [pointed, setPointed] = useState<{ index: number; x: number; y: number } | null>(null);
  useEffect(() => setPointed(null), [record, mask, selected]);
  useEffect(() => {
    if (pointed === null) return;
    // Esc takes the caption first, and what lies under it at the next press.
    const close = (event: KeyboardEvent): void => { if (event.key === 'Escape') { event.preventDefault(); setPointed(null); } };
    addEventListener('keydown', close, true);
    return () => removeEventListener('keydown', close, true);
  }, [pointed]);
  useLayoutEffect(() => {
    const measure = (): void => setWidth(Math.floor(host.current?.clientWidth ?? 0));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(host.current!);
    return () => observer.disconnect();
  }, []);

  const memo = useRef<{ key: unknown[]; value: ReturnType<typeof arrange> } | null>(null);
  const key = [record, mask, width, grouping, tray, String(span), all];
  if (memo.current === null || memo.current.key.some((each, index) => each !== key[index])) memo.current = { key, value: arrange(record, mask, width, grouping, tray, span, all ? 200 : MOST_LANES) };
  const { lanes, laneOf, layout, folded, cells } = memo.current.value;

  const colour = colours.value;
  useLayoutEffect(() => { palette.current = paletteOf(host.current!); }, [colour, width > 0]);
  useLayoutEffect(() => {
    const element = canvas.current!;
    if (width === 0) return;
    const height = HEAD_HEIGHT + lanes.length * LANE_HEIGHT + 4;
    const context = fittedContext(element, width, height);
    scene.current = { rows: record.rows, visible, layout, lanes: lanes.length, laneOf, cells, weak: record.weak, selected, grouped: grouping, highlight };
    draw(context, scene.current, palette.current!);
    // For the budgets: when the frame of the last step was drawn. Only the latest mark is kept.
    performance.clearMarks('chancery:drawn');
    performance.mark('chancery:drawn');
  });
  useEffect(() => {
    // Fonts and themes may settle after the first frame.
    const again = (): void => { palette.current = paletteOf(host.current!); setWidth((old) => old); };
    document.fonts?.ready.then(again).catch(() => undefined);
  }, []);

  const place = (event: PointerEvent): [number, number] => {
    const box = canvas.current!.getBoundingClientRect();
    return [event.clientX - box.x, event.clientY - box.y];
  };
  const timeAt = (x: number): string | null => {
    const { axis } = layout;
    if (axis === null || x > axis.to) return null;
    const share = Math.min(1, Math.max(0, (x - 12) / (axis.to - 24)));
    return new Date(axis.domain[0] + share * (axis.domain[1] - axis.domain[0])).toISOString().slice(0, 10);
  };
  const label = timelineSentence(visible.length, dated, weak, lanes.length, grouping);
  return (
    <div class="lanes">
      <div class="lane-names" style={{ paddingBlockStart: `${HEAD_HEIGHT}px` }}>
        {lanes.map((lane) => <LaneName key={lane.key ?? ''} lane={lane.key} grouping={grouping} folded={folded} />)}
      </div>
      <div class="lane-drawing" ref={host} dir="ltr">
        {layout.tray !== null && <p class="tray-label" style={{ insetInlineStart: `${layout.tray.from}px`, inlineSize: `${layout.tray.to - layout.tray.from}px` }}>Undated ({(visible.length - dated).toLocaleString('en')}){layout.tray.to - layout.tray.from > 340 && ', in the order reported; arcs show before and after'}</p>}
        <canvas
          ref={canvas} role="img" aria-label={label}
          onPointerDown={(event) => {
            const [x] = place(event);
            if (event.shiftKey && timeAt(x) !== null) { drag.current = { from: x, to: x }; canvas.current!.setPointerCapture(event.pointerId); }
          }}
          onPointerMove={(event) => {
            const [x, y] = place(event);
            if (drag.current !== null) drag.current.to = x;
            const found = scene.current === null ? null : hit(scene.current, x, y);
            canvas.current!.style.cursor = found === null ? 'default' : 'pointer';
            // The caption stays until another mark is pointed at: it must not vanish when the pointer rests beside its mark.
            if (event.pointerType === 'mouse' && found !== null && found !== pointed?.index) setPointed({ index: found, x, y });
          }}
          onPointerLeave={() => setPointed(null)}
          onPointerUp={(event) => {
            const dragged = drag.current;
            drag.current = null;
            if (dragged !== null && Math.abs(dragged.to - dragged.from) > 6) {
              choose({ from: timeAt(Math.min(dragged.from, dragged.to)) ?? undefined, to: timeAt(Math.max(dragged.from, dragged.to)) ?? undefined });
              return;
            }
            const found = scene.current === null ? null : hit(scene.current, ...place(event));
            if (found === null) return;
            // A press on a mark that stands for several goes through them.
            const here = together(scene.current!, found);
            const at = here.findIndex((each) => record.rows[each]!.occurrence === selected);
            choose({ selected: record.rows[at < 0 ? found : here[(at + 1) % here.length]!]!.occurrence });
          }}
        />
        {pointed !== null && scene.current !== null && <Caption row={record.rows[pointed.index]!} more={together(scene.current, pointed.index).length - 1} x={pointed.x} y={pointed.y} width={width} />}
        {leaves && layout.axis !== null && (layout.axis.outside > 0 || span !== null) && (
          <p class="window-note">
            {layout.axis.outside > 0 && <>{plural(layout.axis.outside, 'dated occurrence')} {layout.axis.outside === 1 ? 'lies' : 'lie'} outside of {dayWords(layout.axis.domain[0])} to {dayWords(layout.axis.domain[1])}: <a href={formatAddress({ ...address.value, query: { ...address.value.query, from: 'all', to: undefined } })}>show the whole span</a>{span !== null && ', '}</>}
            {span !== null && <a href={formatAddress({ ...address.value, query: { ...address.value.query, from: undefined, to: undefined } })}>back to where most stands</a>}
          </p>
        )}
        {folded > 0 && <button type="button" class="plain more" onClick={() => setAll(true)}>{folded} more lanes are drawn as one: show all</button>}
        {all && <button type="button" class="plain more" onClick={() => setAll(false)}>Show fewer lanes</button>}
      </div>
    </div>
  );
}

/** What a mark stands for, beside the pointer; readers of the list have it in words already. */
function Caption({ row, more, x, y, width }: { row: TimelineItem; more: number; x: number; y: number; width: number }) {
  return (
    <p class="mark-caption" aria-hidden="true" style={{ insetInlineStart: `${Math.max(0, Math.min(x + 14, width - 300))}px`, insetBlockStart: `${y + 16}px` }}>
      <strong><Foreign>{row.title}</Foreign></strong>
      {capital(plain(row.kind))} · {whenWords(row.happened)} · {row.voice === null ? 'nobody says so now' : VOICE_WORDS[row.voice]}, {plural(row.origins, 'origin')}{row.attests.denies > 0 && `, denied by ${row.attests.denies}`}
      {more > 0 && <><br />and {more} more here: press to go through them</>}
    </p>
  );
}

function arrange(record: TimeRecord, mask: Uint8Array | null, width: number, grouping: Grouping, tray: boolean, span: Props['window'], most: number) {
  const { lanes, laneOf: of, folded } = lanesOf(record, mask, grouping, most);
  const laneOf = record.rows.map(of);
  const layout = layoutOf(record, mask, Math.max(width, 40), { window: span, tray });
  return { lanes, folded, laneOf, layout, cells: cellsOf(layout, laneOf) };
}

/** The name of a lane: a link that narrows the view to it, and back. */
export function LaneName({ lane, grouping, folded }: { lane: string | null; grouping: Grouping; folded: number }) {
  const style = { blockSize: `${LANE_HEIGHT}px` };
  if (lane === null) return <p class="lane-name quiet" style={style}>{folded > 0 ? `${folded} others` : grouping === 'actor' ? 'not named' : `no ${grouping}`}</p>;
  const name = grouping === 'actor' ? actorName(lane) : { text: grouping === 'issue' ? issueTitle(lane) : capital(plain(lane)), language: undefined };
  const on = address.value.query[grouping]?.includes(lane) === true;
  const href = formatAddress({ ...address.value, query: { ...address.value.query, [grouping]: on ? undefined : [lane] } });
  return <p class="lane-name" style={style}><a href={href} title={on ? `${name.text}: show all again` : `Only ${name.text}`}><Foreign lang={name.language}>{shortName(name.text)}</Foreign></a></p>;
}

