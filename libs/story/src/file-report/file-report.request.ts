import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsString, ValidateNested } from 'class-validator';
import { IsEdtf, IsTime, Nullable } from '#libs/http';
import { ClaimInputRequest } from '../claims/claim-input.request.js';
import { IsLanguage, IsReference, IsText } from '../fields/index.js';

/** FileReport of API §5. */
export class FileReportRequest {
  @Nullable() @IsReference() outlet!: string | null;
  @IsText(1, 500) headline!: string;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(500) @ValidateNested({ each: true }) @Type(() => ClaimInputRequest) claims!: ClaimInputRequest[];
  @Nullable() @IsText(1, 2048) url: string | null = null;
  @Nullable() @IsString() text: string | null = null;
  @IsBoolean() keepText: boolean = true;
  @Nullable() @IsEdtf() published: string | null = null;
  @Nullable() @IsTime() retrieved: string | null = null;
  @IsLanguage() language: string = 'en';
  @Nullable() @IsReference() wire: string | null = null;
  @Nullable() @IsText(1, 4000) note: string | null = null;
}
