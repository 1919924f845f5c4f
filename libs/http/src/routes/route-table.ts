import { editDistance, suggest } from '../problems/nearest.js';

interface Route {
  readonly method: string;
  readonly url: string;
  readonly steps: readonly string[];
}

/** All routes of the service, to say which methods an address takes and which addresses come close to a wrong one. */
export class RouteTable {
  private readonly routes: Route[] = [];

  add(method: string | readonly string[], url: string): void {
    for (const one of typeof method === 'string' ? [method] : method) {
      if (one === 'OPTIONS') continue;
      this.routes.push({ method: one, url, steps: url.split('/').filter((step) => step !== '') });
    }
  }

  /** Methods that the address takes, in alphabetical order; empty when there is no such address. */
  methodsOf(path: string): string[] {
    const steps = stepsOf(path);
    return [...new Set(this.routes.filter((route) => matches(route.steps, steps)).map(({ method }) => method))].sort();
  }

  /**
   * Up to three addresses like the wrong one, nearest first, with its own values where the pattern has names. Fixed steps are
   * compared one by one: measured as one text, a long id in the address would excuse any other word.
   */
  nearestTo(path: string): string[] {
    const steps = stepsOf(path);
    const found = new Map<string, number>();
    for (const { steps: pattern } of this.routes) {
      const distance = distanceOf(pattern, steps);
      if (distance !== null) found.set(`/${pattern.map((step, index) => (step.includes(':') ? steps[index]! : step)).join('/')}`, distance);
    }
    return [...found].sort(([a, of], [b, other]) => of - other || (a < b ? -1 : 1)).slice(0, 3).map(([url]) => url);
  }
}

/** Sum of the distances of all fixed steps; null when one is too far off. */
function distanceOf(pattern: readonly string[], steps: readonly string[]): number | null {
  if (pattern.length !== steps.length) return null;
  let sum = 0;
  for (const [index, want] of pattern.entries()) {
    const have = steps[index]!;
    if (want === '*') return null;
    if (want.includes(':') || want === have) continue;
    if (suggest(have, [want]) === null) return null;
    sum += editDistance(have.toLowerCase(), want.toLowerCase());
  }
  return sum;
}

function stepsOf(path: string): string[] {
  return path.split('/').filter((step) => step !== '');
}

function matches(pattern: readonly string[], steps: readonly string[]): boolean {
  for (let index = 0; index < pattern.length; index++) {
    const want = pattern[index]!;
    if (want === '*') return steps.length > index;
    const have = steps[index];
    if (have === undefined) return false;
    // A pattern such as :a...:b has text between its names; whatever stands in that step fits.
    if (!want.includes(':') && want !== have) return false;
  }
  return pattern.length === steps.length;
}
