import { latestInstant } from '#libs/codebook';
import { BeyondHead, InvalidRequest, ProjectionBehind, edtfComplaint, fault, isRfc3339, type Fault, type Heads, type Moment } from '#libs/http';

/** One end of a comparison on the recorded clock, as asked for. */
export type End = { kind: 'position'; position: number } | { kind: 'time'; time: string } | { kind: 'head' };

/** How long a comparison waits for the views to reach one of its ends. Milliseconds. */
const patienceMs = 2_000;

/** @throws InvalidRequest naming each end that is neither a position, an RFC 3339 time nor `head` */
export function readEnds(a: string, b: string): [End, End] {
  const faults: Fault[] = [];
  const read = (name: 'a' | 'b', text: string): End => {
    if (text === 'head') return { kind: 'head' };
    if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))) return { kind: 'position', position: Number(text) };
    if (isRfc3339(text)) return { kind: 'time', time: text };
    faults.push(fault('path', name, 'type', `${name} must be a position, an RFC 3339 time with an offset, or head. A date of publication needs clock=published.`, { got: text }));
    return { kind: 'head' };
  };
  const ends: [End, End] = [read('a', a), read('b', b)];
  if (faults.length > 0) throw new InvalidRequest(faults);
  return ends;
}

/** @throws InvalidRequest naming each end that is no EDTF value, or when a is the later one */
export function checkPublishedEnds(a: string, b: string): void {
  const faults = ([['a', a], ['b', b]] as const).flatMap(([name, text]): Fault[] => {
    const complaint = edtfComplaint(text);
    return complaint === null ? [] : [fault('path', name, 'edtf', `On the published clock ${name} ${complaint}.`, { got: text })];
  });
  if (faults.length > 0) throw new InvalidRequest(faults);
  if (latestInstant(a) > latestInstant(b)) throw swapped(a, b);
}

/** The ends the wrong way round: 400 that says the right one. */
export const swapped = (a: string, b: string): InvalidRequest =>
  new InvalidRequest([fault('path', 'a', 'combination', `A comparison runs from the earlier end to the later one: ${b}...${a}.`, { got: `${a}...${b}`, suggestion: `${b}...${a}` })]);

/**
 * The position an end means, at the moment of the answer.
 * @throws BeyondHead for what is not recorded yet, or was not at the `knownAt` asked for
 * @throws ProjectionBehind when the views do not reach it in time
 */
export async function positionOf(end: End, moment: Moment, heads: Heads): Promise<number> {
  if (end.kind === 'head') return moment.position;
  const position = end.kind === 'position' ? end.position : await positionAt(end.time, moment, heads);
  if (position <= moment.position) return position;
  const head = moment.asked ? moment.position : await heads.latest();
  if (position > head) throw new BeyondHead(head, `Position ${position}`);
  const reached = await heads.reachable(position, patienceMs);
  if (reached < position) throw new ProjectionBehind(await heads.slowest(), reached, position);
  return position;
}

async function positionAt(time: string, { head }: Moment, heads: Heads): Promise<number> {
  if (Date.parse(time.replace(/:60(?=[.Zz+-])/, ':59')) > Date.now()) throw new BeyondHead(head, `The time ${time}`);
  return heads.positionAt(time);
}
