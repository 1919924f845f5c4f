import { nearest } from '../problems/nearest.js';

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

  /** Up to three addresses like the wrong one, with its own values where the pattern has names. */
  nearestTo(path: string): string[] {
    const steps = stepsOf(path);
    const candidates = new Set(this.routes.filter((route) => !route.url.includes('*')).map((route) => `/${route.steps.map((step, index) => (step.startsWith(':') ? (steps[index] ?? `{${step.slice(1)}}`) : step)).join('/')}`));
    return nearest(`/${steps.join('/')}`, candidates);
  }
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
