/** Paints ranges over one text node without touching it: what a reader copies is the stored text, byte for byte. */
export interface Painted { start: number; end: number; id: string }

/** Sets the named highlight to the given spans of the node; false where the browser cannot paint over text. */
export function paint(name: string, node: Text | null, spans: readonly { start: number; end: number }[]): boolean {
  if (!('highlights' in CSS)) return false;
  CSS.highlights.delete(name);
  if (node === null || spans.length === 0) return true;
  const ranges = spans.filter((span) => span.start < span.end && span.end <= node.length).map((span) => rangeOf(node, span));
  CSS.highlights.set(name, new Highlight(...ranges));
  return true;
}

export function rangeOf(node: Text, span: { start: number; end: number }): Range {
  const range = new Range();
  range.setStart(node, span.start);
  range.setEnd(node, span.end);
  return range;
}

/** The offset in the node under a point of the screen; null outside of it. */
export function offsetAt(node: Text, x: number, y: number): number | null {
  const caret = document.caretPositionFromPoint?.(x, y) ?? null;
  return caret !== null && caret.offsetNode === node ? caret.offset : null;
}
