/**
 * Composes the text of an EDTF value (ISO 8601-2, levels 0 and 1) from plain words: "about December 2025" → `2025-12~`.
 * It only writes; what a value means, its bounds and whether it is valid, is decided by the service.
 */
export type EdtfWords = { edtf: string | null; echo: string } | { problem: string };

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const SEASONS: Record<string, string> = { spring: '21', summer: '22', autumn: '23', fall: '23', winter: '24' };
const DAY_MS = 86_400_000;

/** `today` and `yesterday` are counted from `now`, in UTC. Empty words and "not said" give null: no date is ever filled in. */
export function edtfFromWords(words: string, now: Date = new Date()): EdtfWords {
  const text = words.trim().replace(/\s+/g, ' ');
  if (text === '' || /^(not said|unknown|undated|none)$/i.test(text)) return { edtf: null, echo: 'not said' };
  if (/^[\dX./~?%TZ:+-]+$/.test(text) && /\d/.test(text) && !/^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$/.test(text)) return { edtf: text, echo: text };

  const range = /^(?:from |between )?(.+?) (?:to|and|until|till|–|-) (.+)$/i.exec(text);
  if (range !== null) {
    const [from, to] = [one(range[1]!, now), one(range[2]!, now)];
    if (from !== null && to !== null) return { edtf: `${from}/${to}`, echo: `${from}/${to}` };
  }
  const open = /^(before|until|by|after|since|from)( or on| or later| on or after)? (.+)$/i.exec(text);
  if (open !== null) {
    const point = one(open[3]!, now);
    if (point !== null) {
      const edtf = /^(before|until|by)$/i.test(open[1]!) ? `../${point}` : `${point}/..`;
      return { edtf, echo: edtf };
    }
  }
  const edtf = one(text, now);
  if (edtf !== null) return { edtf, echo: edtf };
  if (/^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$/.test(text)) return { problem: 'Day or month first? Write the month as a word.' };
  return { problem: 'Not understood. Try “5 Dec 2025”, “about December 2025”, “before 2024”, “winter 2025”.' };
}

function one(words: string, now: Date): string | null {
  const text = words.toLowerCase().replace(/[,.]/g, ' ').replace(/\s+/g, ' ').trim();
  const about = /^(?:about|around|circa|ca|c|roughly|approximately|early in|late in|mid) (.+)$/.exec(text);
  if (about !== null) return qualified(about[1]!, '~', now);
  const perhaps = /^(?:perhaps|maybe|possibly|probably) (.+)$/.exec(text) ?? /^(.+) \?$/.exec(text.replace('?', ' ?'));
  if (perhaps !== null) {
    const both = /^(?:about|around) (.+)$/.exec(perhaps[1]!);
    return both !== null ? qualified(both[1]!, '%', now) : qualified(perhaps[1]!, '?', now);
  }
  return exact(text, now);
}

function qualified(text: string, sign: string, now: Date): string | null {
  const value = exact(text, now);
  return value === null || /[X~?%]$/.test(value) ? value : value + sign;
}

function exact(text: string, now: Date): string | null {
  const bare = text.replace(/^(?:on|in|the) /, '').replace(/^the /, '');
  if (bare === 'today') return now.toISOString().slice(0, 10);
  if (bare === 'yesterday') return new Date(now.getTime() - DAY_MS).toISOString().slice(0, 10);
  if (/^\d{4}$/.test(bare) || /^\d{4}-\d\d$/.test(bare) || /^\d{4}-\d\d-\d\d$/.test(bare)) return bare;
  const decade = /^(\d{3})0s$/.exec(bare);
  if (decade !== null) return `${decade[1]}X`;
  const season = /^(spring|summer|autumn|fall|winter)(?: of)? (\d{4})$/.exec(bare);
  if (season !== null) return `${season[2]}-${SEASONS[season[1]!]}`;
  const monthYear = /^([a-z]+)(?: of)? (\d{4})$/.exec(bare);
  if (monthYear !== null) return withMonth(monthYear[2]!, monthYear[1]!, null);
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]+) (\d{4})$/.exec(bare);
  if (dayFirst !== null) return withMonth(dayFirst[3]!, dayFirst[2]!, dayFirst[1]!);
  const monthFirst = /^([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})$/.exec(bare);
  if (monthFirst !== null) return withMonth(monthFirst[3]!, monthFirst[1]!, monthFirst[2]!);
  return null;
}

function withMonth(year: string, month: string, day: string | null): string | null {
  const index = month.length < 3 ? -1 : MONTHS.findIndex((each) => each.startsWith(month) || (month === 'sept' && each === 'september'));
  if (index < 0) return null;
  const value = `${year}-${String(index + 1).padStart(2, '0')}`;
  if (day === null) return value;
  const length = new Date(Date.UTC(Number(year), index + 1, 0)).getUTCDate();
  return Number(day) < 1 || Number(day) > length ? null : `${value}-${day.padStart(2, '0')}`;
}
