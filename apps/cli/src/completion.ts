import type { Command } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;

/** A script that completes verbs and options for one shell. It is made from the commands themselves, so it cannot lag behind them. */
export function completion(shell: (typeof shells)[number], program: Command): string {
  const words = wordsOf(program);
  if (shell === 'fish') return ['complete -c chancery -f', ...Object.entries(words).flatMap(([path, next]) => next.map((word) => fishLine(path, word)))].join('\n');
  const cases = Object.entries(words).map(([path, next]) => `    '${path}') words='${next.join(' ')}' ;;`);
  return [
    ...(shell === 'zsh' ? ['autoload -U +X bashcompinit && bashcompinit'] : []),
    '_chancery() {',
    '  local verb="" words="" word i',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    '    word="${COMP_WORDS[i]}"',
    `    case " ${Object.keys(words).join(' ').trim()} " in *" \${verb:+$verb/}$word "*) verb="\${verb:+$verb/}$word" ;; esac`,
    '  done',
    '  case "$verb" in',
    ...cases,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -F _chancery chancery',
  ].join('\n');
}

/** What may follow each command, by its path: `{ '': [verbs, options], 'report': [...], 'report/add': [...] }`. */
function wordsOf(command: Command, path = ''): Record<string, string[]> {
  const own = [...command.commands.map((child) => child.name()), ...command.options.map((option) => option.long ?? option.short!), ...(path === '' ? [] : ['--help'])];
  return Object.assign({ [path]: own }, ...command.commands.map((child) => wordsOf(child, path === '' ? child.name() : `${path}/${child.name()}`))) as Record<string, string[]>;
}

function fishLine(path: string, word: string): string {
  const verbs = path.split('/').filter(Boolean);
  const when = verbs.length === 0 ? '__fish_use_subcommand' : verbs.map((verb) => `__fish_seen_subcommand_from ${verb}`).join('; and ');
  return `complete -c chancery -n '${when}' ${word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`}`;
}
