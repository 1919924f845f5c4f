/** A command that a person has to call or set up differently: one line on stderr and an exit code (see `main`). */
export class CannotRun extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
    this.name = 'CannotRun';
  }
}
