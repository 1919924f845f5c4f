import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { eventTable } from '#libs/codebook';
import { IsSlug, IsTime, ListQuery, Omittable } from '#libs/http';

const highest = Number.MAX_SAFE_INTEGER;
const types = eventTable.map(({ type }) => type);

export class LogQuery extends ListQuery {
  @Omittable() @IsInt() @Min(1) @Max(highest) fromPosition?: number;
  @Omittable() @IsInt() @Min(1) @Max(highest) toPosition?: number;
  @Omittable() @IsTime() fromTime?: string;
  @IsSlug({ each: true }) story: string[] = [];
  @IsIn(types, { each: true }) type: string[] = [];
  @IsString({ each: true }) @MaxLength(200, { each: true }) stream: string[] = [];
  @IsIn(['asc', 'desc']) order: 'asc' | 'desc' = 'asc';
}

export class LogStreamQuery {
  @IsSlug({ each: true }) story: string[] = [];
  @IsIn(types, { each: true }) type: string[] = [];
  @IsString({ each: true }) @MaxLength(200, { each: true }) stream: string[] = [];
  @Omittable() @IsInt() @Min(1) @Max(highest) fromPosition?: number;
}

export class EventPath {
  @IsInt() @Min(1) @Max(highest) position!: number;
}

export class EventQuery {
  @IsIn(['json', 'cloudevents']) format: 'json' | 'cloudevents' | null = null;
}

export class StreamPath {
  @IsIn(['story', 'report', 'source', 'actor', 'issue']) category!: string;
  @IsString() @MaxLength(100) id!: string;
}

export class StreamQuery extends ListQuery {
  @IsInt() @Min(1) @Max(2 ** 31 - 1) fromVersion = 1;
  @IsIn(['asc', 'desc']) order: 'asc' | 'desc' = 'asc';
}
