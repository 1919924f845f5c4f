import { readFileSync } from 'node:fs';
import { Argument, Command, CommanderError } from 'commander';
import { DatabaseProblem } from '#libs/database';
import { CannotRun } from './cannot-run.js';
import { brokeOff, Refused } from './client/api-client.js';
import { problemText } from './client/problem-text.js';
import { completion, shells } from './completion.js';
import { root } from './root.js';

interface ServiceVerb { about: string; options?: [flag: string, about: string][]; run: (options: Record<string, unknown>) => Promise<void> }

/** The service's own verbs are loaded only when they are asked for: the others must not load a web framework. */
const services: Record<string, ServiceVerb> = {
  up: {
    about: 'database, migrations, seed stories, service and workers in one process: what npm start runs', options: [['--no-seed', 'file no seed stories (or SEED=off)']],
    run: async ({ seed }) => (await import('./service/up.js')).up({ isSeeding: seed !== false }),
  },
  serve: { about: 'the HTTP process alone', run: async () => (await import('./service/serve.js')).serve() },
  worker: { about: 'background work alone', run: async () => (await import('./service/worker.js')).worker() },
  migrate: { about: 'apply migrations', options: [['--dry-run', 'say what would run']], run: async ({ dryRun }) => (await import('./service/migrate.js')).migrateVerb({ dryRun: dryRun === true }) },
  demo: { about: 'three synthetic follow-ups to the seed story', run: async (options) => (await import('./service/demo.js')).demo(options) },
};

/** The `chancery` command. Problems that a person can solve are told in words with an exit code of CLI.md; a mistake of ours keeps its stack. */
export async function main(argv: string[]): Promise<void> {
  try {
    // Whoever reads our output may have seen enough (`chancery log | head`): that is no failure. A service goes on all the same.
    if (services[argv[0] ?? ''] === undefined) process.stdout.off('error', readerLeft).on('error', readerLeft);
    // Not an option of the program: those are taken wherever they stand, and "report show --version 2" means another.
    const words = ['-V', '--version'].includes(argv[0] ?? '') ? ['version'] : argv;
    await (await program(words)).parseAsync(words, { from: 'user' });
  } catch (error) {
    process.exitCode = told(error, argv.includes('--json'));
  }
}

const readerLeft = (error: NodeJS.ErrnoException): never => process.exit(error.code === 'EPIPE' ? 0 : 1);

async function program(argv: string[]): Promise<Command> {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };
  const command = new Command('chancery').description('Who said what, when, how sure, and how that changed.').exitOverride().showSuggestionAfterError().showHelpAfterError('(add --help for the options)');
  command.configureOutput({ outputError: (text, write) => write(text) });
  command
    .option('--json', 'one document as the API answers it').option('--ndjson', 'one object a line').option('--plain', 'one sentence a line, for screen readers')
    .option('-q, --quiet', 'no talk').option('-v, --verbose', 'tell each request').option('--url <url>', 'the service (CHANCERY_URL)').option('--key-file <file>', 'a file with the key (CHANCERY_KEY)');
  for (const [name, { about, options = [], run }] of Object.entries(services)) {
    const service = command.command(name).description(about).addHelpText('after', `\nExample: chancery ${name}`);
    for (const [flag, says] of options) service.option(flag, says);
    service.action((_options: unknown, self: Command) => run(self.optsWithGlobals()));
  }
  if (services[argv[0] ?? ''] === undefined) await addOthers(command, version);
  inherit(command);
  return command;
}

async function addOthers(command: Command, version: string): Promise<void> {
  const [{ addViews }, { addSingles }, { addReplay }, { addLog }, { addExport }, { addActs }, { addOperations }] = await Promise.all([
    import('./reading/views.js'), import('./reading/single.js'), import('./reading/replay.js'), import('./reading/log.js'), import('./reading/export.js'), import('./filing/acts.js'),
    import('./operating/operate.js'),
  ]);
  for (const add of [addViews, addSingles, addReplay, addLog, addExport, addActs, addOperations]) add(command);
  command.command('version').description('the version number').action(() => void process.stdout.write(`${version}\n`));
  command.command('completion').description('a script that completes verbs and options: source it in your shell').addArgument(new Argument('<shell>').choices(shells))
    .addHelpText('after', '\nExample: source <(chancery completion bash)').action((shell: (typeof shells)[number]) => void process.stdout.write(`${completion(shell, command)}\n`));
  command.helpCommand(false);
  command.command('help [verb...]').description('help for a verb').action((verbs: string[]) => helpFor(command, verbs));
}

/** `chancery help report add`; a verb that is not there is a wrong use, with the nearest one. */
function helpFor(command: Command, [verb, ...rest]: string[]): void {
  if (verb === undefined) return command.help();
  const found = command.commands.find((child) => child.name() === verb);
  if (found !== undefined) return helpFor(found, rest);
  throw new CannotRun(`There is no verb "${verb}"; see "chancery --help" for all of them.`, 2);
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
  if (error instanceof CommanderError) return error.code === 'commander.helpDisplayed' || (error.code === 'commander.help' && error.exitCode === 0) ? 0 : 2;
  if (error instanceof Refused) {
    process.stderr.write(asJson ? `${JSON.stringify(error.problem)}\n` : problemText(error.problem, error.about));
    return error.exitCode;
  }
  const [line, exitCode] = inWords(error) ?? [];
  if (line === undefined || exitCode === undefined) throw error;
  process.stderr.write(`chancery: ${line}\n`);
  return exitCode;
}

function inWords(error: unknown): [line: string, exitCode: number] | undefined {
  if (error instanceof CannotRun) return [error.message, error.exitCode];
  if (error instanceof DatabaseProblem) return [error.message, 6];
  if (brokeOff(error)) return ['The connection was lost in the middle of the answer: try again.', 6];
  const { name, message, code, path } = error as NodeJS.ErrnoException;
  if (name === 'WrongSetting') return [message, 2];
  if (path !== undefined && ['ENOENT', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EISDIR', 'ENOTDIR'].includes(code ?? '')) return [`${path.replace(/\.part$/, '')} cannot be written or read: ${message}`, 1];
  return undefined;
}
