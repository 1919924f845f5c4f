import { timeInWords } from './time-in-words.js';

/** Which state an export shows: both cursors and the position (DOMAIN §10). */
export const readAt = (position: number, publishedBy: string | null): string =>
  `As recorded at position ${position}${publishedBy === null ? ', whenever it was published' : `, of what was public by ${timeInWords(publishedBy)}`}.`;

/** "1 origin", "2 origins". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
