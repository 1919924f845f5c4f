import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { IsInt, Max, Min } from 'class-validator';
import { Describe, Nullable, Role, Written, type Answer, type Writing } from '#libs/http';
import { IsReason } from '../fields/index.js';
import { Effects, writeRequest, Writes } from '../writes/index.js';
import { overrideStance } from './override-stance.js';

export class OverrideStanceRequest {
  @Nullable() @IsInt() @Min(-3) @Max(3) value!: number | null;
  @IsReason() reason!: string;
}

@Controller('stories/:slug/stances/:holder/:issue/override')
export class OverrideStanceController {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(Effects) private readonly effects: Effects,
  ) {}

  @Post()
  @Role('E')
  @Describe('Set a stance above all observations, or lift what was set', { problems: ['nothing-changed'] })
  override(
    @Param('slug') story: string, @Param('holder') holder: string, @Param('issue') issue: string, @Body() { value, reason }: OverrideStanceRequest,
    @Written() writing: Writing,
  ): Promise<Answer> {
    const id = `${holder}/${issue}`;
    const url = `/api/v1/stories/${story}/stances/${id}`;
    return this.writes.inStory({
      story,
      resource: { type: 'stance', id, url },
      edits: { resource: { type: 'stance', id, story }, required: true, url },
      fresh: new Map(),
      guards: [`stance/${story}/${id}`],
      decide: (facts) => overrideStance({ holder, issue, value, reason, cellShown: this.effects.cell(facts, holder, issue) !== null }, facts),
    }, writeRequest(writing));
  }
}
