import type { ClaimContent, StanceEntry } from '#libs/codebook';

/**
 * A claim as a request tells it (ClaimInput of API §5), defaults filled but for `stances`, where absent and empty differ.
 * References may be `#ref` of another claim of the same body.
 */
export interface ClaimInput extends Omit<ClaimContent, 'stances'> {
  ref?: string | undefined;
  stances?: StanceEntry[] | undefined;
  /** An occurrence id, `#ref` of an earlier claim, or null: a new occurrence, or that of the claim this one replaces. */
  occurrence: string | null;
}

/** A claim about to be recorded: the id it will have, that of an occurrence should it open one, and where in the body it stands. */
export interface NewClaim {
  id: string;
  freshOccurrence: string;
  input: ClaimInput;
  pointer: string;
  /** The claim this one supersedes, if any. */
  replaces: string | null;
}
