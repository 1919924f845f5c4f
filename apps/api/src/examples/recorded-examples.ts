/** A request and an answer of each operation of the API, lists cut short. */
export const recordedExamples: Readonly<Record<string, { readonly request?: unknown; readonly answer: unknown }>> = {};
