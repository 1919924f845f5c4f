import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsNumber, Max, Min, ValidateNested } from 'class-validator';
import {
  aspects, bearings, certainties, hedgeClasses, kinds, linkTypes, namednesses, placePrecisions, planStatuses, polarities, quantityKinds, quotations, roles,
  sides, stanceBases, timeRelations, type Bearing, type ClaimContent, type Factuality, type Happened, type Hedge, type Hop, type Kind, type Link, type Locator,
  type Participant, type Place, type PlanStatus, type Quantity, type Span, type StanceEntry,
} from '#libs/codebook';
import { IsEdtf, IsSlug, Nullable, Omittable } from '#libs/http';
import { IsRef, IsReference, IsText } from '../fields/index.js';

/** The request shapes of API §3 and §5: what may be sent of a claim, checked field by field. What fields say together is checked in claim-shape.ts. */

export class SpanRequest {
  @IsInt() @Min(0) @Max(2 ** 31 - 1) start!: number;
  @IsInt() @Min(0) @Max(2 ** 31 - 1) end!: number;
  @IsText(1, 2000) exact!: string;
}

export class LocatorRequest {
  @IsIn(['headline', 'body']) part: Locator['part'] = 'body';
  @Nullable() @IsInt() @Min(1) @Max(10_000) paragraph: number | null = null;
}

export class ParticipantRequest {
  @Nullable() @IsReference() actor: string | null = null;
  @IsIn(roles) role!: Participant['role'];
  @Nullable() @IsText(1, 200) label: string | null = null;
}

export class HappenedRequest {
  @Nullable() @IsEdtf() edtf: string | null = null;
  @IsIn(aspects) aspect: Happened['aspect'] = 'instant';
  @Nullable() @IsIn(timeRelations) relation: Happened['relation'] = null;
  @Nullable() @IsReference() anchor: string | null = null;
}

export class PlaceRequest {
  @IsText(1, 200) label!: string;
  @IsIn(placePrecisions) precision!: Place['precision'];
}

export class HopRequest {
  @Nullable() @IsReference() source: string | null = null;
  @Nullable() @IsText(1, 200) label: string | null = null;
  @Nullable() @IsText(1, 100) cue: string | null = null;
  @IsIn(namednesses) namedness: Hop['namedness'] = 'none';
  @IsIn(sides) side: Hop['side'] = 'unknown';
  @IsBoolean() scopeUnclear: boolean = false;
}

export class FactualityRequest {
  @IsIn(certainties) certainty: Factuality['certainty'] = 'certain';
  @IsIn(polarities) polarity: Factuality['polarity'] = 'positive';
}

export class HedgeRequest {
  @IsText(1, 100) cue!: string;
  @IsIn(hedgeClasses) class!: Hedge['class'];
  @IsInt() @Min(0) @Max(3) strength!: Hedge['strength'];
}

export class QuantityRequest {
  @Nullable() @IsNumber() best: number | null = null;
  @Nullable() @IsNumber() low: number | null = null;
  @Nullable() @IsNumber() high: number | null = null;
  @IsText(1, 40) unit!: string;
  @IsSlug() of!: string;
  @IsIn(quantityKinds) kind!: Quantity['kind'];
  @Nullable() @IsEdtf() asOf: string | null = null;
  @Nullable() @IsText(1, 100) cue: string | null = null;
}

export class StanceRequest {
  @IsReference() holder!: string;
  @IsReference() issue!: string;
  @IsInt() @Min(-3) @Max(3) value!: number;
  @IsIn(stanceBases) basis: StanceEntry['basis'] = 'attributed';
  @IsArray() @ArrayMaxSize(10) @IsReference({ each: true }) conditions: string[] = [];
}

export class LinkRequest {
  @IsIn(linkTypes) type!: Link['type'];
  @IsReference() target!: string;
}

export class CodeRequest {
  @IsText(1, 100) scheme!: string;
  @IsText(1, 100) version!: string;
  @IsText(1, 100) code!: string;
}

export class ClaimInputRequest {
  @Omittable() @IsRef() ref?: string;
  @IsIn(kinds) kind!: Kind;
  @Nullable() @IsText(1, 280) summary: string | null = null;
  @Nullable() @ValidateNested() @Type(() => SpanRequest) span: SpanRequest | null = null;
  @Nullable() @ValidateNested() @Type(() => LocatorRequest) locator: LocatorRequest | null = null;
  @IsArray() @ArrayMaxSize(20) @ValidateNested({ each: true }) @Type(() => ParticipantRequest) participants: ParticipantRequest[] = [];
  @Nullable() @IsReference() issue: string | null = null;
  @Nullable() @ValidateNested() @Type(() => HappenedRequest) happened: HappenedRequest | null = null;
  @Nullable() @ValidateNested() @Type(() => PlaceRequest) place: PlaceRequest | null = null;
  @IsArray() @ArrayMaxSize(8) @ValidateNested({ each: true }) @Type(() => HopRequest) attribution: HopRequest[] = [];
  @IsBoolean() observed: boolean = false;
  @ValidateNested() @Type(() => FactualityRequest) factuality: FactualityRequest = new FactualityRequest();
  @IsArray() @ArrayMaxSize(20) @ValidateNested({ each: true }) @Type(() => HedgeRequest) hedges: HedgeRequest[] = [];
  @Nullable() @ValidateNested() @Type(() => QuantityRequest) quantity: QuantityRequest | null = null;
  @Nullable() @IsIn(quotations) quotation: ClaimContent['quotation'] = null;
  @Nullable() @IsIn(planStatuses) planStatus: PlanStatus | null = null;
  @Omittable() @IsArray() @ArrayMaxSize(20) @ValidateNested({ each: true }) @Type(() => StanceRequest) stances?: StanceRequest[];
  @IsArray() @ArrayMaxSize(20) @ValidateNested({ each: true }) @Type(() => LinkRequest) links: LinkRequest[] = [];
  @Nullable() @IsReference() occurrence: string | null = null;
  @IsIn(bearings) attests: Bearing = 'supports';
  @Nullable() @IsNumber() @Min(0) @Max(1) coderCertainty: number | null = null;
  @IsArray() @ArrayMaxSize(10) @ValidateNested({ each: true }) @Type(() => CodeRequest) codes: CodeRequest[] = [];
}

export const plainSpan = (span: Span | null): Span | null => (span === null ? null : { start: span.start, end: span.end, exact: span.exact });
export const plainLocator = (locator: Locator | null): Locator | null => (locator === null ? null : { part: locator.part, paragraph: locator.paragraph });
