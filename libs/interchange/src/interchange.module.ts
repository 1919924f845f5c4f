import { Module } from '@nestjs/common';
import { ExportsController } from './exports.controller.js';

/** Stories in the formats of other programs. The composition binds, globally: `Views`. */
@Module({ controllers: [ExportsController] })
export class InterchangeModule {}
