import { StoryRuleViolation } from '#libs/http';

/** A faulty place in a request body, told like the entries of a 400 (API §1.2) with what helps to mend it. */
interface BodyFault {
  in: 'body' | 'path';
  name: string | null;
  pointer: string | null;
  code: string;
  message: string;
  got: string | null;
  allowed: null;
  suggestion: string | null;
}
export interface ReferenceFault extends BodyFault { nearest: string[] }
export interface SpanMismatchFault extends BodyFault { expected: string; found: string | null }

export class UnknownReference extends StoryRuleViolation {
  readonly problemType = 'unknown-reference';
  constructor(readonly errors: readonly ReferenceFault[]) {
    super(`${errors[0]!.message} Register it first, or correct the reference${errors.length > 1 ? ` (${errors.length} references are unknown)` : ''}.`);
  }
}

export class SpanMismatch extends StoryRuleViolation {
  readonly problemType = 'span-mismatch';
  constructor(readonly errors: readonly SpanMismatchFault[]) {
    super(`${errors.length === 1 ? 'One span does' : `${errors.length} spans do`} not quote the text. Offsets count UTF-16 units of the text as sent; end is exclusive.`);
  }
}

export class ReportAlreadyRetracted extends StoryRuleViolation {
  readonly problemType = 'report-already-retracted';
  constructor(readonly reportId: string, readonly retractedAt: string) {
    super(`Report ${reportId} is already retracted. To restore it, file a new report.`);
  }
}

export class NothingChanged extends StoryRuleViolation {
  readonly problemType = 'nothing-changed';
}

export class ClaimNotActive extends StoryRuleViolation {
  readonly problemType = 'claim-not-active';
  constructor(readonly claim: string, readonly status: string) {
    super(`Claim ${claim} is ${status}; only an active claim can be treated. Read the report again for its active claims.`);
  }
}
