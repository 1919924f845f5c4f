import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatAddress } from '../address/address.js';
import { address } from '../address/location.js';
import type { TimelineItem } from '../api/shapes.js';
import { Mark } from '../marks/mark.js';
import { shapeOf } from '../marks/marks.js';
import { LineSample } from '../shell/dialogs.js';
import { Foreign, WhoOnWhom } from '../words/text.js';
import { VOICE_WORDS, plain, plural, whenWords } from '../words/words.js';

const ALL_AT_MOST = 300;
const ROWS_BEYOND = 12;

/** Set by the arrow keys before they move the selection. */
export const movedByKey = { current: false };

/**
 * The list twin of the drawing: one sentence per occurrence, same cursor, same order. Long lists keep only the rows near
 * the viewport in the page; the rest is the height of two spacers.
 */
export function OccurrenceList({ rows, visible, dated, undated = visible.length - dated, selected, live }: { rows: readonly TimelineItem[]; visible: Uint32Array; dated: number; undated?: number; selected: string | null; live: ReadonlySet<string> }) {
  const list = useRef<HTMLOListElement>(null);
  const height = useRef(76);
  const [range, setRange] = useState<[number, number]>([0, 60]);
  const long = visible.length > ALL_AT_MOST;
  useEffect(() => {
    if (!long) return;
    const place = (): void => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.floor(-top / height.current) - ROWS_BEYOND);
      const last = first + Math.ceil(innerHeight / height.current) + 2 * ROWS_BEYOND;
      setRange((old) => (Math.abs(old[0] - first) < 4 && Math.abs(old[1] - last) < 4 ? old : [first, last]));
    };
    place();
    addEventListener('scroll', place, { passive: true });
    addEventListener('resize', place);
    return () => { removeEventListener('scroll', place); removeEventListener('resize', place); };
  }, [long]);
  const [from, to] = long ? [Math.min(range[0], Math.max(0, visible.length - 1)), Math.min(range[1], visible.length)] : [0, visible.length];
  useLayoutEffect(() => {
    const shown = list.current?.querySelectorAll('li.row');
    if (!long || shown === undefined || shown.length < 5) return;
    const box = (element: Element): DOMRect => element.getBoundingClientRect();
    height.current = Math.max(40, (box(shown[shown.length - 1]!).bottom - box(shown[0]!).top) / shown.length);
  });
  // Only the arrow keys bring the row into view: a click on the drawing must not carry the drawing off the screen.
  useEffect(() => {
    if (selected === null || !movedByKey.current) return;
    movedByKey.current = false;
    const row = list.current?.querySelector(`[data-occurrence="${CSS.escape(selected)}"]`);
    if (row != null) row.scrollIntoView({ block: 'nearest' });
    else if (long && list.current !== null) {
      const place = visible.findIndex((index) => rows[index]!.occurrence === selected);
      if (place >= 0) scrollTo(0, scrollY + list.current.getBoundingClientRect().top + place * height.current - innerHeight / 2);
    }
  }, [selected]);
  const items = [];
  for (let place = from; place < to; place += 1) {
    const row = rows[visible[place]!]!;
    if (place === dated && (dated > 0 || undated > visible.length)) items.push(<li key="undated" class="divider" id="undated">Undated ({undated.toLocaleString('en')}), in the order reported</li>);
    items.push(<Row key={row.occurrence} row={row} chosen={row.occurrence === selected} fresh={live.has(row.occurrence)} place={place + 1} of={visible.length} />);
  }
  return (
    <ol class="occurrences" ref={list} aria-label={`Occurrences: ${visible.length}`}>
      {from > 0 && <Spacer height={from * height.current} />}
      {items}
      {to < visible.length && <Spacer height={(visible.length - to) * height.current} />}
    </ol>
  );
}

function Spacer({ height }: { height: number }) {
  return <li class="spacer" aria-hidden="true" style={{ blockSize: `${height}px` }} />;
}

function Row({ row, chosen, fresh, place, of }: { row: TimelineItem; chosen: boolean; fresh: boolean; place: number; of: number }) {
  const conflict = row.attests.denies > 0;
  const href = formatAddress({ ...address.value, query: { ...address.value.query, selected: row.occurrence } });
  const undated = row.happened === null || row.happened.edtf === null;
  return (
    <li class={`row${chosen ? ' chosen' : ''}${fresh ? ' fresh' : ''}`} data-occurrence={row.occurrence} aria-posinset={place} aria-setsize={of}>
      <span class="row-mark"><Mark shape={shapeOf(row.kind, row.planStatus)} voice={row.voice} contested={conflict} size={20} /></span>
      <p class="row-when"><span class={undated ? 'quiet' : 'when'}>{whenWords(row.happened)}</span></p>
      <div class="row-body">
        <p class={`row-title${row.status === 'unattested' ? ' struck' : ''}`}><a href={href} aria-current={chosen ? 'true' : undefined}><Foreign>{row.title}</Foreign></a></p>
        <p class="row-facts">
          <span class="row-kind">{row.planStatus !== null && row.planStatus !== 'held' ? `${plain(row.kind)}: ${row.planStatus}` : plain(row.kind)}</span>
          <WhoOnWhom participants={row.participants} />
          <span class="voice"><LineSample voice={row.voice} /> {row.voice === null ? 'nobody says so now' : VOICE_WORDS[row.voice]}, {plural(row.origins, 'origin')}</span>
          {row.status === 'unattested' && <span class="alarm">no longer attested</span>}
          {conflict && <span class="alarm">{row.attests.supports} support, {row.attests.denies} {row.attests.denies === 1 ? 'denies' : 'deny'}</span>}
        </p>
      </div>
      <p class="row-end">
        {row.markers.count > 0 && <span class={`flags flags-${row.markers.worst}`} title={Object.entries(row.markers.rules).map(([rule, count]) => `${plain(rule)} ${count}`).join(', ')}>⚠ {row.markers.count}<span class="sr"> markers</span></span>}
      </p>
    </li>
  );
}
