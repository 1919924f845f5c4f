import { diffWordsWithSpace } from 'diff';

/** Words removed and added between two texts: inline, or side by side. What counts as a change is the service's to say. */
export function Difference({ before, after, side = false, lang }: { before: string; after: string; side?: boolean; lang?: string | undefined }) {
  const parts = diffWordsWithSpace(before, after);
  if (side) {
    return (
      <div class="difference side" lang={lang}>
        <p dir="auto">{parts.filter((part) => !part.added).map((part, index) => (part.removed ? <del key={index}>{part.value}</del> : part.value))}</p>
        <p dir="auto">{parts.filter((part) => !part.removed).map((part, index) => (part.added ? <ins key={index}>{part.value}</ins> : part.value))}</p>
      </div>
    );
  }
  return <p class="difference" dir="auto" lang={lang}>{parts.map((part, index) => (part.added ? <ins key={index}>{part.value}</ins> : part.removed ? <del key={index}>{part.value}</del> : part.value))}</p>;
}
