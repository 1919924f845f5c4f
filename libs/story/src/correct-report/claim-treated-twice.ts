import { ClaimNotActive } from '../refusals/index.js';

/** The first entry of the body ends the claim; the second finds it no longer active. */
export class ClaimTreatedTwice extends ClaimNotActive {
  constructor(claim: string) {
    super(claim, 'superseded');
    this.message = `Claim ${claim} is treated twice in one correction. Send one entry for it.`;
  }
}
