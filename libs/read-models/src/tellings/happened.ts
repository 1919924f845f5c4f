import { parseEdtf, type Edtf, type Happened } from '#libs/codebook';

/** Happened of API §3 as it is read: undated values keep what the text says of their place in order. */
export type HappenedRead = Happened & { min: string | null; max: string | null; precision: Edtf['precision'] | null; qualifier: Edtf['qualifier'] };

export function readHappened(happened: Happened): HappenedRead;
export function readHappened(happened: Happened | null): HappenedRead | null;
export function readHappened(happened: Happened | null): HappenedRead | null {
  if (happened === null) return null;
  const { edtf, aspect, relation, anchor } = happened;
  const time = edtf === null ? null : parseEdtf(edtf);
  return {
    edtf, aspect, relation, anchor,
    min: time?.min ?? null, max: time?.max ?? null, precision: time?.precision ?? null, qualifier: time?.qualifier ?? 'none',
  };
}

/** A number of microseconds as JSON can hold it: an open or unknown end is null. */
export const finite = (moment: number): number | null => (Number.isFinite(moment) ? moment : null);
