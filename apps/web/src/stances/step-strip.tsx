import { curveStepAfter, line } from 'd3-shape';
import type { StanceCell } from '../api/shapes.js';
import { plain } from '../words/words.js';

/** A stance over time as the steps it was reported in: never smoothed, never joined across a gap. Width and height in px. */
export function StepStrip({ past, until, from, width, height, grid = false }: { past: readonly StanceCell[]; until: number; from: number; width: number; height: number; grid?: boolean }) {
  const span = Math.max(1, until - from);
  const x = (position: number): number => 3 + ((Math.min(position, until) - from) / span) * (width - 6);
  const y = (value: number): number => height / 2 - (value / 3) * (height / 2 - 4);
  const draw = line<[number, number]>().x((point) => x(point[0])).y((point) => y(point[1])).curve(curveStepAfter);
  const runs: StanceCell[][] = [];
  for (const cell of past) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1)!.knownTo === cell.knownFrom) run.push(cell);
    else runs.push([cell]);
  }
  const words = past.map((cell) => plain(cell.word)).filter((word, index, all) => word !== all[index - 1]).join(', then ');
  return (
    <svg class="step-strip" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Reported as: ${words}`}>
      {grid && [3, 0, -3].map((value) => <path key={value} class={value === 0 ? 'zero' : 'grid'} d={`M0 ${y(value)}H${width}`} />)}
      {!grid && <path class="zero" d={`M0 ${y(0)}H${width}`} />}
      {runs.map((run) => <path key={run[0]!.knownFrom} class="steps" d={draw([...run.map((cell): [number, number] => [cell.knownFrom, cell.value]), [run.at(-1)!.knownTo ?? until, run.at(-1)!.value]]) ?? ''} />)}
      {past.map((cell) => <circle key={cell.knownFrom} cx={x(cell.knownFrom)} cy={y(cell.value)} r={grid ? 3.5 : 2.2} class={cell.settled ? 'stop' : 'stop unsettled'} />)}
    </svg>
  );
}
