import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsNumber, IsString, Length, Max, Min, ValidateNested } from 'class-validator';
import {
  At, Caller, ClockQuery, Deprecated, DryRun, Heads, IdempotencyKey, IfMatch, IsSlug, JsonText, List, ListQuery, NotFound, Nullable, Omittable, Role, listPage, openHttp, precondition,
  type Answer, type CallerIdentity, type HttpSettings, type IfMatchTags, type ListAnswer, type ListRequest, type Moment,
} from '../src/index.js';

/** A small feature that uses every convention, and a log of 30 positions that the views have read up to `reached`. */
export class SampleHeads extends Heads {
  position = 30;
  reached = 30;
  head(): Promise<{ position: number; recordedAt: string | null }> {
    return Promise.resolve({ position: this.position, recordedAt: '2026-11-22T10:00:00.000000Z' });
  }
  positionAt(time: string): Promise<number> {
    return Promise.resolve(time < '2026-01-01' ? 0 : 26);
  }
  reachable(): Promise<number> {
    return Promise.resolve(this.reached);
  }
  answered(): Promise<number> {
    return Promise.resolve(this.reached);
  }
}

class ItemsQuery extends ListQuery {
  @IsSlug({ each: true }) actor: string[] = [];
  @IsIn(['open', 'closed']) status = 'open';
  @IsInt() @Min(1) fromPosition = 1;
  @IsBoolean() deep = false;
}

class OneQuery extends ClockQuery {
  @Omittable() @IsInt() @Min(1) version?: number;
}

class Part {
  @IsIn(['exact', 'vague']) kind!: string;
  @IsString() @Length(1, 5) cue!: string;
  @Nullable() @IsNumber() best: number | null = null;
}

class MakeItem {
  @IsString() @Length(1, 20) title!: string;
  @Nullable() @IsSlug() outlet!: string | null;
  @IsArray() @ArrayMaxSize(3) @ValidateNested({ each: true }) @Type(() => Part) parts: Part[] = [];
  @IsBoolean() keepText = true;
  @Omittable() @IsNumber() @Min(0) @Max(1) certainty?: number;
}

const items = Array.from({ length: 120 }, (_, index) => ({ id: index + 1, name: index === 0 ? '=1+1' : `item ${index + 1}`, tags: ['a', 'b'], place: { label: 'x, "y"' } }));

@Controller('items')
class ItemsController {
  @Get()
  @Role('R')
  list(@List() { limit, after, whole, count }: ListRequest, @At() at: Moment, @Query() _query: ItemsQuery): ListAnswer {
    const rest = items.filter(({ id }) => id > (typeof after === 'number' ? after : 0));
    const page = whole ? { items: rest, after: null } : listPage(rest.slice(0, limit + 1), limit, ({ id }) => id);
    const ready = page.items.map((item, index) => (index % 2 === 0 ? new JsonText(JSON.stringify(item)) : item));
    return { ...page, items: ready, position: at.position, changedAt: 26, rev: 1, ...(count ? { total: items.length } : {}) };
  }

  @Get('failing')
  @Role('R')
  failing(@List() _list: ListRequest): ListAnswer {
    async function* broken(): AsyncGenerator<object> {
      yield { id: 1 };
      throw new NotFound('item', '2');
    }
    return { items: broken(), after: null, position: 30, changedAt: 30, rev: 1 };
  }

  @Get('old')
  @Role('R')
  @Deprecated('2026-11-22T00:00:00Z', '2027-06-01T00:00:00Z')
  old(): Answer {
    return { body: {}, position: 30, changedAt: 1, rev: 1 };
  }

  @Get(':id')
  @Role('R')
  one(@Param('id') id: string, @At() at: Moment, @Query() query: OneQuery): Answer {
    if (id === 'crash') throw new Error('the inside');
    if (!items.some((item) => String(item.id) === id)) throw new NotFound('item', id, ['1', '2']);
    return { body: { id, at: at.position, publishedBy: at.publishedBy, version: query.version ?? null }, position: at.position, changedAt: Math.min(at.position, 26), rev: 1 };
  }

  @Post()
  @Role('P')
  async make(@Body() body: MakeItem, @DryRun() dryRun: boolean, @Caller() caller: CallerIdentity, @IdempotencyKey() key: string | null): Promise<Answer> {
    if (body.title === 'slow') await new Promise((resolve) => setTimeout(resolve, 150));
    return { body: { ...body, dryRun, by: caller.name, key }, position: 31, changedAt: 31, rev: 1, ...(dryRun ? { status: 200, noStore: true } : { status: 201, location: '/api/v1/items/7' }) };
  }

  @Post(':id/closure')
  @Role('E')
  close(@Param('id') _id: string, @IfMatch() ifMatch: IfMatchTags | null, @DryRun() dryRun: boolean): Answer {
    precondition(ifMatch, { etag: '"26.1"', changesSince: (seen) => `/api/v1/compare/${seen}...26` }, dryRun);
    return { body: { closed: true }, position: 31, changedAt: 31, rev: 1, status: 201 };
  }
}

@Module({ controllers: [ItemsController] })
export class SampleModule {}

export async function openSample(settings: Partial<HttpSettings> = {}): Promise<{ app: NestFastifyApplication; heads: SampleHeads }> {
  const heads = new SampleHeads();
  const app = await openHttp({ imports: [SampleModule], providers: [{ provide: Heads, useValue: heads }], settings: { rateRead: 0, rateWrite: 0, ...settings } });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { app, heads };
}
