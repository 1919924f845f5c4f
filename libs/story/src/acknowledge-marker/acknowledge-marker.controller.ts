import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { Describe, Role, Written, type Answer, type Writing } from '#libs/http';
import { IsText } from '../fields/index.js';
import { Effects, writeRequest, Writes } from '../writes/index.js';
import { acknowledgeMarker } from './acknowledge-marker.js';

export class AcknowledgeMarkerRequest {
  @IsText(1, 2000) note!: string;
}

@Controller('markers/:id/acknowledgement')
export class AcknowledgeMarkerController {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(Effects) private readonly effects: Effects,
  ) {}

  @Post()
  @Role('E')
  @Describe('Note that a doubt was seen', { problems: ['marker-closed'] })
  async acknowledge(@Param('id') marker: string, @Body() { note }: AcknowledgeMarkerRequest, @Written() writing: Writing): Promise<Answer> {
    const url = `/api/v1/markers/${marker}`;
    return this.writes.inStory({
      story: await this.writes.storyOf({ type: 'marker', id: marker }),
      resource: { type: 'marker', id: marker, url },
      edits: { resource: { type: 'marker', id: marker }, required: true, url },
      fresh: new Map(),
      guards: [`marker/${marker}`],
      decide: (facts) => acknowledgeMarker({ marker, note, open: this.effects.openMarker(facts, marker) }, facts),
    }, writeRequest(writing));
  }
}
