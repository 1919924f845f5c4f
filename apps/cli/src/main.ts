import { DatabaseProblem } from '#libs/database';
import { CannotRun } from './cannot-run.js';

/** One module per verb, loaded only when it is asked for: `chancery --help` must not load a web framework. */
const verbs: Record<string, () => Promise<(args: string[]) => Promise<void>>> = {
  up: async () => (await import('./service/up.js')).up,
  serve: async () => (await import('./service/serve.js')).serve,
  worker: async () => (await import('./service/worker.js')).worker,
  migrate: async () => (await import('./service/migrate.js')).migrateVerb,
  demo: async () => (await import('./service/demo.js')).demo,
};

/** The `chancery` command. Problems that a person can solve are one line on stderr; everything else keeps its stack. */
export async function main(argv: string[]): Promise<void> {
  const [verb = 'help', ...args] = argv;
  const load = verbs[verb];
  if (!load) {
    process.stderr.write(`usage: chancery <verb>\nverbs: ${Object.keys(verbs).join(', ')}\n`);
    process.exitCode = ['help', '--help', '-h'].includes(verb) ? 0 : 2;
    return;
  }
  try {
    await (await load())(args);
  } catch (error) {
    if (!(error instanceof DatabaseProblem) && !(error instanceof CannotRun) && !isWrongSetting(error)) throw error;
    process.stderr.write(`chancery: ${error.message}\n`);
    process.exit(error instanceof CannotRun ? error.exitCode : error instanceof DatabaseProblem ? 6 : 2);
  }
}

function isWrongSetting(error: unknown): error is Error {
  return error instanceof Error && error.name === 'WrongSetting';
}
