import type { ChangeOf } from '#libs/codebook';

/** What a difference reads of a stance cell (API §7.2). `value` is null in the last row of a cell on which nothing speaks any more. */
export interface Cell { holder: string; issue: string; value: number | null; word?: string | null; basis: string; settled: boolean; conditional: boolean; from: unknown }
export type Movement =
  | 'opened' | 'confirmed' | 'hardened' | 'softened' | 'flipped' | 'shift-reported' | 'overridden' | 'lifted' | 'withdrawn';
/** The rule of DOMAIN §5.2 for the step between two states of a cell; null when nothing moved. Implemented by the stances read model. */
export type MovementOf = (former: Cell | null, next: Cell | null, editorial: boolean) => { movement: Movement; changeOf: ChangeOf } | null;
