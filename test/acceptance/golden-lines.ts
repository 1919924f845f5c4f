/**
 * The answers of the lists of one story as lines to read, one item a line. Rows of the read models and items of the HTTP answers have
 * the same shape, so both are told by the same functions; `name` turns an id into what the seed file calls it.
 */
type Row = Record<string, any>;
type Name = (id: string) => string;
export const golden = ['timeline', 'stances', 'markers', 'quantities', 'plans'] as const;
export type GoldenList = (typeof golden)[number];

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));
const when = (happened: Row | null, name: Name): string => {
  if (happened === null) return 'undated';
  if (happened.edtf !== null) return `${happened.edtf}${happened.aspect === 'instant' ? '' : ` (${happened.aspect})`}`;
  return `undated, ${happened.aspect}${happened.relation === null ? '' : ` ${happened.relation} ${happened.anchor === 'published' ? 'the publication' : name(happened.anchor)}`}`;
};

const lineOf: Record<GoldenList, (row: Row, name: Name) => string> = {
  timeline: (item, name) => [
    name(item.occurrence), item.kind, when(item.happened, name),
    ...(item.planStatus === null ? [] : [item.planStatus]), ...(item.status === 'attested' ? [] : [item.status]),
    item.voice ?? 'no voice', ...(item.hedge === 0 ? [] : [`hedge ${item.hedge}`]),
    ['supports', 'denies', 'queries', 'mentions'].flatMap((one) => (item.attests[one] === 0 ? [] : [`${item.attests[one]} ${one}`])).join(' ') || 'no active claim',
    `${item.origins} of ${item.outlets}`,
    ...(item.ordering.after.length === 0 ? [] : [`after ${item.ordering.after.map(name).join(' ')}`]),
    ...(item.ordering.before.length === 0 ? [] : [`before ${item.ordering.before.map(name).join(' ')}`]),
    `markers ${item.markers.count}${item.markers.worst === null ? '' : ` worst ${item.markers.worst}`}`,
  ].join(' | '),
  stances: (cell, name) => [
    `${cell.holder} × ${cell.issue}`, signed(cell.value), cell.basis, ...(cell.settled ? [] : ['not settled']),
    ...(cell.conditional ? [`conditional on ${cell.conditions.map(name).join(' ')}`] : []),
    `${cell.claims} claims, ${cell.origins} origins`,
    // The claim that decides is a member of rows only; over HTTP it is in the ledger of the cell.
    ...(cell.from === undefined ? [] : [`from ${cell.from === null ? 'nobody' : name(cell.from.claim)}`]),
    ...(cell.previous === null ? [] : [`before ${signed(cell.previous)}`]),
  ].join(' | '),
  markers: (marker, name) => `${marker.subject.type} ${name(marker.subject.id)} | ${marker.rule}${marker.acknowledgement === null ? '' : ' (acknowledged)'}${
    marker.subject.type === 'claim' ? '' : ` | ${marker.evidence.map((one: Row) => name(one.claim ?? one.report)).join(' ')}`}`,
  quantities: (series, name) => [
    `${series.of} in ${series.unit}`, `${series.low ?? '…'} to ${series.high ?? '…'}`, `latest ${series.latest ?? 'none'}`,
    ...series.values.map((one: Row) => [
      `${name(one.claim)}:`, one.kind, one.best ?? `${one.low ?? '…'} to ${one.high ?? '…'}`, ...(one.asOf === null ? [] : [`as of ${one.asOf}`]), ...(one.status === 'active' ? [] : [one.status]),
    ].join(' ')),
  ].join(' | '),
  plans: (plan, name) => [
    name(plan.occurrence), plan.status, `for ${when(plan.scheduledFor, name)}`,
    ...plan.statuses.map((one: Row) => `${one.status} by ${one.claim === null ? one.by : name(one.claim)}`),
  ].join(' | '),
};

/** One list; markers on claims are gathered by claim, for there are many and their evidence is the claim. */
export function goldenLines(list: GoldenList, rows: readonly Row[], name: Name): string[] {
  const lines = rows.map((row) => lineOf[list](row, name));
  if (list === 'timeline') return lines;
  if (list !== 'markers') return lines.sort();
  const bySubject = new Map<string, string[]>();
  for (const line of lines.sort()) {
    const [subject, ...rest] = line.split(' | ') as [string, ...string[]];
    const key = subject.startsWith('claim ') ? subject : line;
    bySubject.set(key, [...(bySubject.get(key) ?? []), rest.join(' | ')]);
  }
  return [...bySubject].map(([key, rules]) => (key.startsWith('claim ') ? `${key} | ${rules.join(', ')}` : key)).sort();
}
