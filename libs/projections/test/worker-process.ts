import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const worker = fileURLToPath(new URL('./club-worker.js', import.meta.url));

/** A worker in a process of its own. */
export class WorkerProcess {
  /** Everything it has fed, in the order it told. */
  readonly fed: number[] = [];
  private output = '';

  private constructor(readonly child: ChildProcess) {
    child.stdout!.on('data', (data: Buffer) => {
      this.output += data.toString();
      const lines = this.output.split('\n');
      this.output = lines.pop()!;
      for (const line of lines) if (line.startsWith('fed ')) this.fed.push(Number(line.slice(4)));
    });
  }

  static start(environment: Record<string, string>): WorkerProcess {
    return new WorkerProcess(spawn(process.execPath, [worker], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] }));
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Kills it as a power cut would, and waits for its end. */
  async kill(): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  /** Settles when it has told of feeding something after the call. */
  async feeds(timeoutMs = 30_000): Promise<void> {
    const before = this.fed.length;
    const deadline = Date.now() + timeoutMs;
    while (this.fed.length === before) {
      if (Date.now() > deadline || this.hasEnded) throw new Error('The worker feeds nothing');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
