import { NotFound, type Heads, type Moment } from '#libs/http';
import { findRow, type Views } from '#libs/read-models';

/** The report that a claim belongs to, for the right action where a claim was to be edited; null for a claim nobody knows. */
export function reportOfClaim(views: Views, heads: Heads): (claimId: string) => Promise<string | null> {
  return async (claimId) => {
    const { position: head } = await heads.head();
    const moment: Moment = { position: await heads.answered(), head, publishedBy: null, asked: false, versions: 'current', immutable: false, knownAtTime: null };
    try {
      const { row } = await findRow(views, 'claim', 'claims', claimId, moment);
      return (JSON.parse(row.text) as { report: string }).report;
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  };
}
