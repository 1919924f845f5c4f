import type { TimelineItem } from '../api/shapes.js';
import { DASHES, FILLED, SHAPES, type Shape, lineOf, pathOf, shapeOf } from '../marks/marks.js';
import { isWeak } from '../words/words.js';
import { isDirected } from './lanes.js';
import type { Layout } from './layout.js';

export const LANE_HEIGHT = 27;
export const HEAD_HEIGHT = 42;
export const COLUMN = 4;
/** Marks closer than this lie on one another: one is drawn, with a count. */
const SPOT = 12;
export const columnsIn = (width: number): number => Math.ceil(width / COLUMN) + 1;
/** The cells of `Scene.cells` for a layout. */
export function cellsOf(layout: Layout, laneOf: readonly (readonly number[])[]): Int32Array {
  const columns = columnsIn(layout.width);
  return Int32Array.from(laneOf, (lanes, index) => {
    const [x1, x2] = [layout.x1[index]!, layout.x2[index]!];
    return Number.isNaN(x1) ? -1 : lanes[0]! * columns + (((x1 + x2) / 2 / COLUMN) | 0);
  });
}
/** Above so many shown items single marks would lie on one another: columns of counts are drawn instead. */
export const MARKS_AT_MOST = 400;

export interface Palette { ink: string; quiet: string; rule: string; paper: string; accent: string; shapes: Record<Shape, string> }

/** Colours as the style sheet resolves them now, so that dark mode and forced colours reach the canvas too. */
export function paletteOf(host: HTMLElement): Palette {
  const probe = document.createElement('span');
  probe.className = 'probe';
  host.append(probe);
  const read = (name: string): string => { probe.className = name; return getComputedStyle(probe).color; };
  const palette: Palette = {
    ink: read('ink'), quiet: read('quiet'), rule: read('rule-colour'), paper: read('paper-colour'), accent: read('accent'),
    shapes: Object.fromEntries(SHAPES.map((shape) => [shape, read(`mark-${shape}`)])) as Record<Shape, string>,
  };
  probe.remove();
  return palette;
}

export interface Scene {
  rows: readonly TimelineItem[];
  visible: Uint32Array;
  layout: Layout;
  lanes: number;
  /** Lanes of each row version: the first acts. */
  laneOf: readonly (readonly number[])[];
  /** Lane and 4 px column of each row version in one number, −1 outside of the window; 1 where its voice is weak. Numbers only: 100,000 rows are counted per frame. */
  cells: Int32Array;
  weak: Uint8Array;
  selected: string | null;
  grouped: 'actor' | 'issue' | 'kind';
  highlight: ReadonlySet<string>;
}

const paths = new Map<string, Path2D>();
function path2d(shape: Shape, r: number): Path2D {
  const key = `${shape}${r}`;
  let path = paths.get(key);
  if (path === undefined) paths.set(key, (path = new Path2D(pathOf(shape, r))));
  return path;
}

export const laneY = (lane: number): number => HEAD_HEIGHT + lane * LANE_HEIGHT + LANE_HEIGHT / 2;

/** Draws the whole scene; nothing is kept between frames, so a frame always shows exactly the cursor. */
export function draw(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { layout, lanes } = scene;
  const height = HEAD_HEIGHT + lanes * LANE_HEIGHT;
  context.clearRect(0, 0, layout.width, height + 8);
  context.lineWidth = 1;
  context.font = '12px system-ui, "Noto Sans", sans-serif';
  context.textBaseline = 'middle';
  context.strokeStyle = palette.rule;
  for (let lane = 0; lane < lanes; lane += 1) line(context, 0, laneY(lane), layout.width, laneY(lane));
  if (layout.axis !== null) drawAxis(context, layout.axis, height, palette);
  if (layout.tray !== null && layout.axis !== null) {
    context.strokeStyle = palette.quiet;
    line(context, layout.tray.from - 10, 4, layout.tray.from - 10, height);
  }
  if (scene.visible.length > MARKS_AT_MOST) drawColumns(context, scene, palette);
  else drawMarks(context, scene, palette);
}

export function drawAxis(context: CanvasRenderingContext2D, axis: NonNullable<Layout['axis']>, height: number, palette: Palette): void {
  context.textAlign = 'left';
  let free = -Infinity;
  for (const tick of axis.ticks) {
    context.strokeStyle = palette.rule;
    line(context, tick.x, 20, tick.x, height);
    // A label that would run into its neighbour is left out; its line still stands.
    if (tick.x < free || tick.x + context.measureText(tick.label).width + 4 > axis.to) continue;
    context.fillStyle = palette.quiet;
    context.fillText(tick.label, tick.x + 4, 12);
    free = tick.x + context.measureText(tick.label).width + 12;
  }
  context.textAlign = 'center';
  context.font = 'italic 12px Georgia, "Noto Serif", serif';
  for (const gap of axis.gaps) context.fillText(gap.label, gap.x, HEAD_HEIGHT - 6);
  context.font = '12px system-ui, "Noto Sans", sans-serif';
}

function drawMarks(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { rows, visible, layout, laneOf } = scene;
  const spots = new Map<string, { index: number; x: number; y: number; count: number }>();
  // Lines first, so that no line crosses a mark.
  for (const index of visible) {
    const row = rows[index]!;
    const [x1, x2] = [layout.x1[index]!, layout.x2[index]!];
    if (Number.isNaN(x1)) continue;
    const shape = shapeOf(row.kind, row.planStatus);
    const x = (x1 + x2) / 2;
    const lanes = laneOf[index]!;
    context.setLineDash(DASHES[lineOf(row.voice)]);
    context.strokeStyle = palette.shapes[shape];
    const chosen = row.occurrence === scene.selected;
    context.lineWidth = chosen ? 2.5 : 1.25;
    if (x2 > x1) drawInterval(context, x1, x2, laneY(lanes[0]!), layout.open[index]!, palette.shapes[shape]);
    for (const other of lanes.slice(1)) {
      const [from, to] = [laneY(lanes[0]!), laneY(other)];
      const way = Math.sign(to - from);
      line(context, x, from + way * 8, x, to - way * (isDirected(row) ? 5 : 8));
      context.setLineDash([]);
      if (isDirected(row)) {
        context.beginPath();
        context.moveTo(x - 4, to - way * 9);
        context.lineTo(x, to - way * 2);
        context.lineTo(x + 4, to - way * 9);
        context.stroke();
      }
      context.setLineDash(DASHES[lineOf(row.voice)]);
    }
    const marked = isDirected(row) || scene.grouped !== 'actor' ? lanes.slice(0, 1) : lanes;
    for (const lane of marked) {
      const key = `${lane}:${Math.round(x / SPOT)}`;
      const spot = spots.get(key);
      if (spot === undefined) spots.set(key, { index, x, y: laneY(lane), count: 1 });
      else {
        spot.count += 1;
        if (chosen) spot.index = index;
      }
    }
  }
  if (layout.tray !== null && layout.tray.step >= 8) drawEdges(context, scene, palette);
  for (const { index, x, y, count } of spots.values()) drawMark(context, rows[index]!, x, y, count, scene, palette);
}

function drawMark(context: CanvasRenderingContext2D, row: TimelineItem, x: number, y: number, count: number, scene: Scene, palette: Palette): void {
  const shape = shapeOf(row.kind, row.planStatus);
  const chosen = row.occurrence === scene.selected;
  const path = path2d(shape, chosen ? 8 : 6.5);
  context.save();
  context.translate(x, y);
  context.setLineDash([]);
  if (chosen || scene.highlight.has(row.occurrence)) {
    context.beginPath();
    context.arc(0, 0, row.attests.denies > 0 ? 17 : 13, 0, Math.PI * 2); // round the brackets, not through them
    context.fillStyle = palette.paper;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = palette.accent;
    context.stroke();
  }
  const colour = palette.shapes[shape];
  // A weak voice is an open, broken outline; a firm one is filled.
  context.fillStyle = FILLED[shape] && !isWeak(row) ? colour : palette.paper;
  context.strokeStyle = colour;
  context.lineWidth = shape === 'cancel' ? 2.5 : 1.75;
  context.fill(path);
  if (shape !== 'cancel') context.setLineDash(DASHES[lineOf(row.voice)].map((each) => each * 0.7));
  context.stroke(path);
  context.setLineDash([]);
  context.lineWidth = 1.5;
  context.strokeStyle = palette.ink;
  if (row.attests.denies > 0) {
    for (const side of [-1, 1]) {
      context.beginPath();
      context.moveTo(side * 9, -8);
      context.lineTo(side * 12, -8);
      context.lineTo(side * 12, 8);
      context.lineTo(side * 9, 8);
      context.stroke();
    }
  }
  if (row.status === 'unattested') line(context, -11, 0, 11, 0);
  if (count > 1) {
    context.fillStyle = palette.ink;
    context.textAlign = 'left';
    context.font = '600 11px system-ui, "Noto Sans", sans-serif';
    context.fillText(String(count), 9, -8);
  }
  context.restore();
}

/** A bar as wide as the interval, faded where an end is open. */
function drawInterval(context: CanvasRenderingContext2D, x1: number, x2: number, y: number, open: number, colour: string): void {
  const gradient = context.createLinearGradient(x1, 0, x2, 0);
  const clear = colour.replace('rgb(', 'rgba(').replace(')', ', 0)');
  gradient.addColorStop(0, open & 1 ? clear : colour);
  gradient.addColorStop(0.2, colour);
  gradient.addColorStop(0.8, colour);
  gradient.addColorStop(1, open & 2 ? clear : colour);
  const old = context.strokeStyle;
  context.strokeStyle = gradient;
  context.save();
  context.lineWidth = 3;
  context.globalAlpha = 0.55;
  line(context, x1, y, x2, y);
  context.restore();
  context.strokeStyle = old;
  if (!(open & 1)) line(context, x1, y - 5, x1, y + 5);
  if (!(open & 2)) line(context, x2, y - 5, x2, y + 5);
}

/** Over the tray: an arc from what came before to what came after, where a text says so. */
function drawEdges(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { rows, visible, layout } = scene;
  const places = new Map<string, number>();
  for (const index of visible) if (!Number.isNaN(layout.x1[index]!)) places.set(rows[index]!.occurrence, layout.x1[index]!);
  context.setLineDash([]);
  context.lineWidth = 1.25;
  context.strokeStyle = context.fillStyle = palette.quiet;
  const y = HEAD_HEIGHT - 8;
  for (const index of visible) {
    const row = rows[index]!;
    if (row.happened?.edtf != null) continue;
    const to = layout.x1[index]!;
    for (const before of row.ordering.after) {
      const from = places.get(before);
      if (from === undefined || Number.isNaN(to)) continue;
      const lift = Math.min(18, 6 + Math.abs(to - from) / 10);
      context.beginPath();
      context.moveTo(from, y);
      context.bezierCurveTo(from, y - lift, to, y - lift, to, y);
      context.stroke();
      context.beginPath();
      context.moveTo(to - 3, y - 4);
      context.lineTo(to, y + 2);
      context.lineTo(to + 3, y - 4);
      context.fill();
    }
  }
}

/** Many items: per lane and 4 px column one bar, as high as the logarithm of its count; the weak part is pale. */
function drawColumns(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { rows, visible, layout, laneOf, lanes, cells, weak: isWeakRow } = scene;
  const columns = columnsIn(layout.width);
  const total = new Uint32Array(lanes * columns);
  const weak = new Uint32Array(lanes * columns);
  let most = 1;
  for (let place = 0; place < visible.length; place += 1) {
    const index = visible[place]!;
    const cell = cells[index]!;
    if (cell < 0) continue;
    const count = (total[cell]! += 1);
    if (count > most) most = count;
    weak[cell]! += isWeakRow[index]!;
  }
  const unit = (LANE_HEIGHT - 6) / Math.log1p(most);
  context.setLineDash([]);
  for (const [counts, alpha] of [[total, 0.4], [null, 1]] as const) {
    context.globalAlpha = alpha;
    context.fillStyle = palette.accent;
    context.beginPath();
    for (let lane = 0; lane < lanes; lane += 1) {
      const base = HEAD_HEIGHT + (lane + 1) * LANE_HEIGHT - 3;
      for (let column = 0; column < columns; column += 1) {
        const cell = lane * columns + column;
        const count = counts === null ? total[cell]! - weak[cell]! : total[cell]!;
        if (count > 0) context.rect(column * COLUMN, base - Math.log1p(count) * unit, COLUMN - 1, Math.log1p(count) * unit);
      }
    }
    context.fill();
  }
  context.globalAlpha = 1;
  const chosen = scene.selected === null ? -1 : visible.findIndex((index) => rows[index]!.occurrence === scene.selected);
  if (chosen >= 0) drawMark(context, rows[visible[chosen]!]!, (layout.x1[visible[chosen]!]! + layout.x2[visible[chosen]!]!) / 2, laneY(laneOf[visible[chosen]!]![0]!), 1, scene, palette);
}

/** All that is drawn as one mark with a count: what stands in the same lane within the width of a mark, in reading order. */
export function together({ visible, layout, laneOf }: Scene, index: number): number[] {
  const spot = (each: number): string => `${laneOf[each]![0]}:${Math.round((layout.x1[each]! + layout.x2[each]!) / 2 / SPOT)}`;
  const mine = spot(index);
  return [...visible].filter((each) => spot(each) === mine);
}

/** The row version under a point, the nearest first; null where nothing is within reach. */
export function hit(scene: Scene, x: number, y: number): number | null {
  let best: number | null = null;
  let nearest = 16;
  for (const index of scene.visible) {
    const [x1, x2] = [scene.layout.x1[index]!, scene.layout.x2[index]!];
    if (Number.isNaN(x1)) continue;
    const lanes = scene.laneOf[index]!;
    const [top, bottom] = [laneY(Math.min(...lanes)), laneY(Math.max(...lanes))];
    const across = x < x1 ? x1 - x : x > x2 ? x - x2 : 0;
    const along = y < top ? top - y : y > bottom ? y - bottom : 0;
    const toMark = Math.abs(y - laneY(lanes[0]!));
    const distance = Math.hypot(across, along) + Math.min(toMark, 14) * 0.1;
    if (distance < nearest) { nearest = distance; best = index; }
  }
  return best;
}

export function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
