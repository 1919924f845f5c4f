import { scaleLinear } from 'd3-scale';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { choose } from '../address/location.js';
import { colours } from '../shell/appearance.js';
import { dayWords, plural } from '../words/words.js';
import { fittedContext } from './fitted-context.js';
import { type Binned, type Days, type Period, periodWords } from './bins.js';
import { COLUMN, HEAD_HEIGHT, LANE_HEIGHT, type Palette, drawAxis, laneY, line, paletteOf } from './drawing.js';
import { LaneName } from './lanes-canvas.js';
import type { Grouping } from './lanes.js';
import { ticksOf } from './layout.js';

const DAY = 86_400_000;
const MARGIN = 12;

interface Props { binned: Binned; days: Days; grouping: Grouping; /** Whether a period can be zoomed into: on the axis of what happened only. */ zooms: boolean }

/** Lanes against time in counts: a bar for each period, as high as the root of its count, its share of one origin pale. A press on a period zooms into it. */
export function BinsCanvas({ binned, days, grouping, zooms }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = useRef<Palette | null>(null);
  const drag = useRef<{ from: number; to: number } | null>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measure = (): void => setWidth(Math.floor(host.current?.clientWidth ?? 0));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(host.current!);
    return () => observer.disconnect();
  }, []);
  const domain: [number, number] = [Date.parse(days[0]), Date.parse(days[1]) + DAY];
  const scale = scaleLinear(domain, [MARGIN, Math.max(MARGIN + 1, width - MARGIN)]);
  const colour = colours.value;
  useLayoutEffect(() => { palette.current = paletteOf(host.current!); }, [colour, width > 0]);
  useLayoutEffect(() => {
    const element = canvas.current!;
    if (width === 0) return;
    const height = HEAD_HEIGHT + binned.lanes.length * LANE_HEIGHT + 4;
    const context = fittedContext(element, width, height);
    drawPeriods(context, binned, width, (time) => scale(time), palette.current!);
    const ticks = ticksOf(scale, (width - 2 * MARGIN) / 90);
    drawAxis(context, { from: 0, to: width, domain, outside: 0, ticks, gaps: [] }, height, palette.current!);
    performance.clearMarks('chancery:drawn');
    performance.mark('chancery:drawn');
  });
  useEffect(() => {
    const again = (): void => { palette.current = paletteOf(host.current!); setWidth((old) => old); };
    document.fonts?.ready.then(again).catch(() => undefined);
  }, []);
  const dayAt = (x: number): string => new Date(Math.min(domain[1] - 1, Math.max(domain[0], scale.invert(x)))).toISOString().slice(0, 10);
  const periodAt = (x: number): Period | undefined => {
    const at = dayAt(x);
    return binned.periods.find(({ from, to }) => from <= at && at <= to);
  };
  const placeOf = (event: PointerEvent): number => event.clientX - canvas.current!.getBoundingClientRect().x;
  const label = `Timeline of ${plural(binned.dated, 'dated occurrence')} in ${plural(binned.lanes.length, 'lane')} by ${grouping}, counted by ${binned.unit} from ${dayWords(days[0])} to ${dayWords(days[1])}, ${binned.weak.toLocaleString('en')} of one origin; the table below shows the same.`;
  return (
    <div class="lanes">
      <div class="lane-names" style={{ paddingBlockStart: `${HEAD_HEIGHT}px` }}>
        {binned.lanes.map((lane) => <LaneName key={lane.key ?? ''} lane={lane.key} grouping={grouping} folded={binned.folded} />)}
      </div>
      <div class="lane-drawing" ref={host} dir="ltr">
        <canvas
          ref={canvas} role="img" aria-label={label}
          onPointerDown={(event) => { if (zooms && event.shiftKey) { const x = placeOf(event); drag.current = { from: x, to: x }; canvas.current!.setPointerCapture(event.pointerId); } }}
          onPointerMove={(event) => {
            const x = placeOf(event);
            if (drag.current !== null) drag.current.to = x;
            const period = periodAt(x);
            canvas.current!.style.cursor = zooms && period !== undefined ? 'zoom-in' : 'default';
            canvas.current!.title = period === undefined ? '' : `${periodWords(period, binned.unit)}: ${plural(period.count, 'occurrence')}, ${period.weak.toLocaleString('en')} of one origin`;
          }}
          onPointerUp={(event) => {
            const dragged = drag.current;
            drag.current = null;
            if (!zooms) return;
            if (dragged !== null && Math.abs(dragged.to - dragged.from) > 6) return choose({ from: dayAt(Math.min(dragged.from, dragged.to)), to: dayAt(Math.max(dragged.from, dragged.to)) });
            const period = periodAt(placeOf(event));
            if (period !== undefined) choose({ from: period.from, to: period.to });
          }}
        />
      </div>
    </div>
  );
}

function drawPeriods(context: CanvasRenderingContext2D, { lanes, periods, most }: Binned, width: number, x: (time: number) => number, palette: Palette): void {
  context.clearRect(0, 0, width, HEAD_HEIGHT + lanes.length * LANE_HEIGHT + 8);
  context.lineWidth = 1;
  context.font = '12px system-ui, "Noto Sans", sans-serif';
  context.textBaseline = 'middle';
  context.setLineDash([]);
  context.strokeStyle = palette.rule;
  lanes.forEach((_lane, place) => line(context, 0, laneY(place), width, laneY(place)));
  context.fillStyle = palette.accent;
  // The root keeps a lane of few beside one of many; a share is measured along its bar.
  const unit = (LANE_HEIGHT - 5) / Math.sqrt(most);
  for (const period of periods) {
    const [left, right] = [Math.max(0, x(Date.parse(period.from))), Math.min(width, x(Date.parse(period.to) + DAY))];
    const wide = Math.max(COLUMN - 2, right - left - 1);
    period.lanes.forEach((count, lane) => {
      if (count === 0) return;
      const base = HEAD_HEIGHT + (lane + 1) * LANE_HEIGHT - 3;
      const tall = Math.max(1.5, Math.sqrt(count) * unit);
      const firm = tall * (1 - period.pale[lane]! / count);
      context.globalAlpha = 0.4;
      context.fillRect(left, base - tall, wide, tall - firm);
      context.globalAlpha = 1;
      context.fillRect(left, base - firm, wide, firm);
    });
  }
}
