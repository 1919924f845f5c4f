/** A frame of a replay, as far as it is told here (API §7.7). */
export interface Frame { type: string; frame: number; of: number; position: number; at: string; changes: { sentence: string; subject: { type: string; id: string } }[] }

/** A frame in lines for a terminal, with so many of its changes at most. */
export function frameText({ frame, of, position, at, changes }: Frame, most: number): string[] {
  const more = changes.length > most ? [`    and ${changes.length - most} more`] : [];
  return [`${frame}/${of}  position ${position}  ${at}`, ...changes.slice(0, most).map(({ sentence }) => `    ${sentence}`), ...more];
}
