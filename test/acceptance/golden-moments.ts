/** The moments at which the answers of a story are kept: after lines of its seed file, and by days of publication. */
export interface GoldenMoments { story: string; files: readonly string[]; known: readonly string[]; published: readonly string[] }

export const cubanMoments: GoldenMoments = {
  story: 'cuban-missile-crisis',
  files: ['cuban-missile-crisis.jsonl'],
  // Nothing yet; a lone denial; contested; the estimate, which no public saw; the bargain told; all, corrections and merges included.
  known: ['opened', 'C01', 'C02', 'C09', 'C25', 'C09v2'],
  // The turns: no; yes on a condition; yes; a shift only reported; settled; the ships told anew.
  published: ['1962-10-23', '1962-10-27', '1962-10-28', '1969', '1990', '2009'],
};

/** Nothing in this story has a date of publication; `golden.spec.ts` shows that both clocks then answer alike. */
export const rafahMoments: GoldenMoments = {
  story: 'rafah-first-reconstruction',
  files: ['rafah-first-reconstruction.jsonl', 'demo.jsonl'],
  known: ['opened', 'R01', 'D1', 'D2', 'D3'],
  published: ['2025-12-31', '2026'],
};

export const goldenFile = (story: string): URL => new URL(`../../../test/acceptance/golden/${story}.txt`, import.meta.url);

/** The lines under each `## moment`. */
export function goldenSections(text: string): Map<string, string[]> {
  return new Map(text.split(/^## /m).slice(1).map((section) => {
    const [moment, ...lines] = section.trimEnd().split('\n') as [string, ...string[]];
    return [moment, lines];
  }));
}
