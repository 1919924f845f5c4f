/**
 * Whether two values have the same JSON, members in the same order. Parts that two rows share are not looked into. A yes is certain; a
 * no may be wrong for what JSON cannot tell apart (a missing member and an undefined one).
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, at) => isSame(item, b[at]));
  if (Array.isArray(b)) return false;
  const [names, others] = [Object.keys(a), Object.keys(b)];
  if (names.length !== others.length) return false;
  return names.every((name, at) => name === others[at] && isSame((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]));
}
