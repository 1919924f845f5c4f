import type { Locator, Span } from '#libs/codebook';

/**
 * The paragraph a claim starts in: for a span the non-empty line of the text in which `start` lies, from 1; for a locator the
 * paragraph it names, 0 for the headline. Null when it cannot be told.
 */
export function paragraphOf({ span, locator }: { span: Span | null; locator: Locator | null }, text: string | null): number | null {
  if (locator !== null) return locator.part === 'headline' ? 0 : locator.paragraph;
  if (span === null || text === null) return null;
  const linesBefore = text.slice(0, span.start).split(lineBreak).slice(0, -1);
  return linesBefore.filter((line) => line.trim() !== '').length + 1;
}
const lineBreak = /\r\n|[\n\r\u2028\u2029]/;
