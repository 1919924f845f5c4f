import { fault, InvalidRequest, type Fault } from '#libs/http';
import { mint } from '../identifiers.js';
import type { ClaimInput, NewClaim } from './claim-input.js';
import { plainLocator, plainSpan, type ClaimInputRequest } from './claim-input.request.js';

/** A checked request as the plain values that decisions and events hold. */
export function claimInput(request: ClaimInputRequest): ClaimInput {
  const { ref, stances, ...rest } = request;
  return {
    ...rest,
    ...(ref === undefined ? {} : { ref }),
    span: plainSpan(rest.span),
    locator: plainLocator(rest.locator),
    participants: rest.participants.map((one) => ({ ...one })),
    happened: rest.happened === null ? null : { ...rest.happened },
    place: rest.place === null ? null : { ...rest.place },
    attribution: rest.attribution.map((one) => ({ ...one })),
    factuality: { ...rest.factuality },
    hedges: rest.hedges.map((one) => ({ ...one })),
    quantity: rest.quantity === null ? null : { ...rest.quantity },
    ...(stances === undefined ? {} : { stances: stances.map((one) => ({ ...one })) }),
    links: rest.links.map((one) => ({ ...one })),
    codes: rest.codes.map((one) => ({ ...one })),
  };
}

/** The claims of a body with the ids they will have. */
export function newClaims(requests: readonly { request: ClaimInputRequest; pointer: string; replaces?: string }[]): NewClaim[] {
  return requests.map(({ request, pointer, replaces }) =>
    ({ id: mint('clm'), freshOccurrence: mint('occ'), input: claimInput(request), pointer, replaces: replaces ?? null }));
}

/** What a dry run calls the ids of new claims: `#ref` where the body names one. */
export function freshIds(claims: readonly NewClaim[], others: readonly string[] = []): Map<string, string | null> {
  return new Map([
    ...claims.flatMap(({ id, freshOccurrence, input }) => [[id, input.ref === undefined ? null : `#${input.ref}`], [freshOccurrence, null]] as const),
    ...others.map((id) => [id, null] as const),
  ]);
}

/**
 * What no field can say alone (API §3, §5): exactly one of span and locator, a participant has an actor or a label, numbers of a
 * quantity in order, refs unique in the body.
 * @param hasText whether the body carries the text that spans point into; undefined: that is known only later
 * @throws InvalidRequest with an entry per fault
 */
export function checkClaimShapes(claims: readonly NewClaim[], hasText?: boolean, more: readonly Fault[] = []): void {
  const faults = [...more];
  const seen = new Set<string>();
  for (const { input, pointer } of claims) {
    faults.push(...placeFaults(input, pointer, hasText));
    input.participants.forEach(({ actor, label }, i) => {
      if (actor === null && label === null) faults.push(fault('body', `${pointer}/participants/${i}`, 'combination', 'A participant has an actor or a label.'));
    });
    if (input.quantity !== null) faults.push(...quantityFaults(input.quantity, `${pointer}/quantity`));
    if (input.ref === undefined) continue;
    if (seen.has(input.ref)) faults.push(fault('body', `${pointer}/ref`, 'combination', `ref "${input.ref}" names two claims of this body.`, { got: input.ref }));
    seen.add(input.ref);
  }
  if (faults.length > 0) throw new InvalidRequest(faults.slice(0, 100));
}

/** Exactly one of span and locator; a span needs a text. */
export function placeFaults({ span, locator }: Pick<ClaimInput, 'span' | 'locator'>, pointer: string, hasText?: boolean): Fault[] {
  if (span !== null && locator !== null) return [fault('body', `${pointer}/locator`, 'combination', 'Send span or locator, not both.')];
  if (span === null && locator === null) return [fault('body', pointer, 'combination', 'A claim says where it stands: send span or locator.')];
  if (span !== null && hasText === false) return [fault('body', `${pointer}/span`, 'combination', 'A span points into the text; send text, or a locator.')];
  return [];
}

function quantityFaults({ best, low, high, kind }: NonNullable<ClaimInput['quantity']>, pointer: string): Fault[] {
  if (kind !== 'vague' && best === null && low === null && high === null) {
    return [fault('body', pointer, 'combination', 'A quantity has at least one number, unless it is vague.')];
  }
  const numbers = [low, best, high].filter((number) => number !== null);
  const rising = numbers.every((number, i) => i === 0 || numbers[i - 1]! <= number);
  return rising ? [] : [fault('body', pointer, 'combination', 'A quantity has low ≤ best ≤ high.')];
}
