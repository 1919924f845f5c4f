import { Controller, Get } from '@nestjs/common';
import { codebook } from '#libs/codebook';
import { At, Describe, Role, type Answer, type Moment } from '#libs/http';

/** The vocabularies with their definitions, rules and outside codes (API §4); the same for every story. */
@Controller('codebook')
export class CodebookController {
  private readonly book = codebook();

  @Get()
  @Role('R')
  @Describe('Kinds, markers, changes, events and scales, with PLOVER 2.0 and CAMEO 1.1 codes')
  read(@At({ publishedBy: false }) moment: Moment): Answer {
    return { body: this.book, position: moment.position, changedAt: 0, rev: 1 };
  }
}
