import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsString, ValidateNested } from 'class-validator';
import { IsEdtf, IsTime, Nullable } from '#libs/http';
import { ClaimInputRequest, LocatorRequest, SpanRequest } from '../claims/claim-input.request.js';
import { IsReference, IsText } from '../fields/index.js';

export class CarriedRequest {
  @IsIn(['carried']) outcome!: 'carried';
  @IsReference() claim!: string;
  @Nullable() @ValidateNested() @Type(() => SpanRequest) span: SpanRequest | null = null;
  @Nullable() @ValidateNested() @Type(() => LocatorRequest) locator: LocatorRequest | null = null;
}
export class RewordedRequest {
  @IsIn(['reworded']) outcome!: 'reworded';
  @IsReference() claim!: string;
  @ValidateNested() @Type(() => ClaimInputRequest) with!: ClaimInputRequest;
}
export class CorrectedRequest {
  @IsIn(['corrected']) outcome!: 'corrected';
  @IsReference() claim!: string;
  @ValidateNested() @Type(() => ClaimInputRequest) with!: ClaimInputRequest;
}
export class DroppedRequest {
  @IsIn(['dropped']) outcome!: 'dropped';
  @IsReference() claim!: string;
}
export class AddedRequest {
  @IsIn(['added']) outcome!: 'added';
  @ValidateNested() @Type(() => ClaimInputRequest) with!: ClaimInputRequest;
}
export type OutcomeRequest = CarriedRequest | RewordedRequest | CorrectedRequest | DroppedRequest | AddedRequest;

export class NoticeRequest {
  @IsIn(['correction', 'update', 'clarification']) kind!: 'correction' | 'update' | 'clarification';
  @IsText(1, 2000) text!: string;
}

/** Revise of API §5. */
export class ReviseReportRequest {
  @IsText(1, 500) headline!: string;
  @Nullable() @IsString() text: string | null = null;
  @IsBoolean() keepText: boolean = true;
  @Nullable() @IsEdtf() published: string | null = null;
  @Nullable() @IsTime() retrieved: string | null = null;
  @Nullable() @ValidateNested() @Type(() => NoticeRequest) notice: NoticeRequest | null = null;
  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => Object, {
    keepDiscriminatorProperty: true,
    discriminator: {
      property: 'outcome',
      subTypes: [
        { name: 'carried', value: CarriedRequest }, { name: 'reworded', value: RewordedRequest }, { name: 'corrected', value: CorrectedRequest },
        { name: 'dropped', value: DroppedRequest }, { name: 'added', value: AddedRequest },
      ],
    },
  })
  claims!: OutcomeRequest[];
}
