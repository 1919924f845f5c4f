/** Column values as the text the server sent. The store reads its own columns, whatever parsers the pool was given. */
export const rawText = { getTypeParser: () => (text: string) => text } as never;
