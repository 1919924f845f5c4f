import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, ValidateNested } from 'class-validator';
import { IsEdtf, Nullable, Omittable } from '#libs/http';
import { ClaimInputRequest } from '../claims/claim-input.request.js';
import { IsLanguage, IsReason, IsReference, IsText } from '../fields/index.js';

export class DetailsRequest {
  @Omittable() @Nullable() @IsReference() outlet?: string | null;
  @Omittable() @Nullable() @IsText(1, 2048) url?: string | null;
  @Omittable() @IsText(1, 500) headline?: string;
  @Omittable() @Nullable() @IsEdtf() published?: string | null;
  @Omittable() @IsLanguage() language?: string;
  @Omittable() @Nullable() @IsReference() wire?: string | null;
}

export class ReplaceRequest {
  @IsIn(['replace']) action!: 'replace';
  @IsReference() claim!: string;
  @ValidateNested() @Type(() => ClaimInputRequest) with!: ClaimInputRequest;
}
export class WithdrawRequest {
  @IsIn(['withdraw']) action!: 'withdraw';
  @IsReference() claim!: string;
}
export class AddRequest {
  @IsIn(['add']) action!: 'add';
  @ValidateNested() @Type(() => ClaimInputRequest) with!: ClaimInputRequest;
}
export type CorrectionRequest = ReplaceRequest | WithdrawRequest | AddRequest;

/** Correct of API §5. */
export class CorrectReportRequest {
  @IsReason() reason!: string;
  @ValidateNested() @Type(() => DetailsRequest) details: DetailsRequest = new DetailsRequest();
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => Object, {
    keepDiscriminatorProperty: true,
    discriminator: {
      property: 'action',
      subTypes: [{ name: 'replace', value: ReplaceRequest }, { name: 'withdraw', value: WithdrawRequest }, { name: 'add', value: AddRequest }],
    },
  })
  claims: CorrectionRequest[] = [];
}
