/**
 * Something about the database that a person has to change: a setting, a directory, an account.
 * The message is one line and ends with what to do, so that a command prints it as it is, without a stack.
 */
export class DatabaseProblem extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message.replace(/\s*\n\s*/g, ' ').trim(), options);
    this.name = 'DatabaseProblem';
  }
}
