import { DatabaseProblem } from '#libs/database';

/** One module per verb, loaded only when it is asked for: `chancery --help` must not load a web framework. */
const verbs: Record<string, () => Promise<(args: string[]) => Promise<void>>> = {
  up: async () => (await import('./up.js')).up,
  migrate: async () => (await import('./migrate.js')).migrateVerb,
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
    if (!(error instanceof DatabaseProblem)) throw error;
    process.stderr.write(`chancery: ${error.message}\n`);
    process.exitCode = 6;
  }
}
