import { applyDecorators } from '@nestjs/common';
import { Checked } from '#libs/http';
import { IsString } from 'class-validator';
import { nameFault } from './names.js';

interface ListOption { each?: boolean }

/** A text of so many UTF-16 code units (API: `string(a..b)`). */
export function IsText(least: number, most: number, { each = false }: ListOption = {}): PropertyDecorator {
  const says = (value: unknown): string | null =>
    typeof value === 'string' && value.length >= least && value.length <= most ? null : `must have ${least} to ${most} characters`;
  return applyDecorators(IsString({ each }), Checked('length', says, { maxLength: most, each })) as PropertyDecorator;
}

/** A reference to something recorded: any text of the size of an id. Whether it leads anywhere is the decision's question (422). */
export const IsReference = (options: ListOption = {}): PropertyDecorator => IsText(1, 120, options);

/** A name people read: no control characters that turn its letters round, no letters that only look like others. */
export function IsName(most: number, { each = false }: ListOption = {}): PropertyDecorator {
  return applyDecorators(IsText(1, most, { each }), Checked('pattern', (value) => (typeof value === 'string' ? nameFault(value) : null), { each })) as PropertyDecorator;
}

/** A BCP 47 language tag; kept as sent. */
export function IsLanguage({ each = false }: ListOption = {}): PropertyDecorator {
  return applyDecorators(IsString({ each }), Checked('pattern', (value) => (typeof value === 'string' && isLanguage(value) ? null : 'must be a BCP 47 language tag, such as en or ar-LB'), { each })) as PropertyDecorator;
}

function isLanguage(tag: string): boolean {
  if (tag.length > 35) return false;
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function matching(pattern: RegExp, what: string): PropertyDecorator {
  return applyDecorators(IsString(), Checked('pattern', (value) => (typeof value === 'string' && pattern.test(value) ? null : what), { pattern: pattern.source })) as PropertyDecorator;
}

export const IsIso3 = (): PropertyDecorator => matching(/^[A-Z]{3}$/, 'must be an ISO 3166 code of three letters, such as LBN');
export const IsWikidata = (): PropertyDecorator => matching(/^Q[1-9][0-9]{0,11}$/, 'must be a Wikidata id, such as Q30');
/** The name of a claim within its body. */
export const IsRef = (): PropertyDecorator => matching(/^[A-Za-z0-9-]{1,40}$/, 'must be 1 to 40 letters, digits or "-"');
