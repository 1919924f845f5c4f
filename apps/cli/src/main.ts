import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { DatabaseProblem } from '#libs/database';
import { CannotRun } from './cannot-run.js';
import { Refused } from './client/api-client.js';
import { problemText } from './client/problem-text.js';
import { root } from './root.js';

/** The service's own verbs are loaded only when they are asked for: the others must not load a web framework. */
const services: Record<string, { about: string; load: () => Promise<(args: string[]) => Promise<void>> }> = {
  up: { about: 'database, migrations, seed stories, service and workers in one process: what npm start runs', load: async () => (await import('./service/up.js')).up },
  serve: { about: 'the HTTP process alone', load: async () => (await import('./service/serve.js')).serve },
  worker: { about: 'background work alone', load: async () => (await import('./service/worker.js')).worker },
  migrate: { about: 'apply migrations', load: async () => (await import('./service/migrate.js')).migrateVerb },
  demo: { about: 'three synthetic follow-ups to the seed story', load: async () => (await import('./service/demo.js')).demo },
};

/** The `chancery` command. Problems that a person can solve are told in words with an exit code of CLI.md; a mistake of ours keeps its stack. */
export async function main(argv: string[]): Promise<void> {
  const service = services[argv[0] ?? ''];
  try {
    if (service !== undefined && !argv.includes('--help')) await (await service.load())(argv.slice(1));
    else {
      // Whoever reads our output may have seen enough (`chancery log | head`): that is no failure.
      process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
      await (await program()).parseAsync(argv, { from: 'user' });
    }
  } catch (error) {
    process.exitCode = told(error, argv.includes('--json'));
  }
}

async function program(): Promise<Command> {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };
  const command = new Command('chancery').version(version).description('Who said what, when, how sure, and how that changed.').exitOverride().showSuggestionAfterError().showHelpAfterError('(add --help for the options)');
  command.configureOutput({ outputError: (text, write) => write(text) });
  command
    .option('--json', 'one document as the API answers it').option('--ndjson', 'one object a line').option('--plain', 'one sentence a line, for screen readers')
    .option('-q, --quiet', 'no talk').option('-v, --verbose', 'tell each request').option('--url <url>', 'the service (CHANCERY_URL)').option('--key-file <file>', 'a file with the key (CHANCERY_KEY)');
  for (const [name, { about }] of Object.entries(services)) command.command(name).description(about).allowUnknownOption();
  const [{ addViews }, { addSingles }, { addExport }, { addActs }] = await Promise.all([
    import('./reading/views.js'), import('./reading/single.js'), import('./reading/export.js'), import('./filing/acts.js'),
  ]);
  for (const add of [addViews, addSingles, addExport, addActs]) add(command);
  const { addOperations } = await import('./operating/operate.js');
  addOperations(command);
  inherit(command);
  return command;
}

/** Every command refuses in the same way, and names the nearest word it knows. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inherit(child);
  }
}

/** Says what went wrong and answers the exit code; what nobody foresaw is thrown on. */
function told(error: unknown, asJson: boolean): number {
  if (error instanceof CommanderError) return ['commander.helpDisplayed', 'commander.version', 'commander.help'].includes(error.code) ? 0 : 2;
  if (error instanceof Refused) {
    process.stderr.write(asJson ? `${JSON.stringify(error.problem)}\n` : problemText(error.problem, error.about));
    return error.exitCode;
  }
  if (error instanceof CannotRun || error instanceof DatabaseProblem || isWrongSetting(error)) {
    process.stderr.write(`chancery: ${error.message}\n`);
    return error instanceof CannotRun ? error.exitCode : error instanceof DatabaseProblem ? 6 : 2;
  }
  throw error;
}

function isWrongSetting(error: unknown): error is Error {
  return error instanceof Error && error.name === 'WrongSetting';
}
