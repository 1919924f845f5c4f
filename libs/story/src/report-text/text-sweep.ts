import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ReportTexts } from './report-texts.js';

const intervalMs = 15 * 60_000;

/** Removes, now and then, texts whose report never reached the log. Several processes may do it at once. */
@Injectable()
export class TextSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;
  constructor(@Inject(ReportTexts) private readonly texts: ReportTexts) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      // Whatever is left over waits for the next time; nothing depends on it.
      this.texts.sweep().catch(() => undefined);
    }, intervalMs).unref();
  }

  onModuleDestroy(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }
}
