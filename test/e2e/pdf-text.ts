/** Of the library only what is used here; it is loaded when a page is read, so that nothing else depends on it. */
interface Library {
  getDocument(source: { data: Uint8Array; verbosity: number }): {
    promise: Promise<{ numPages: number; getPage(number: number): Promise<{ getTextContent(): Promise<{ items: { str?: string; dir?: string; hasEOL?: boolean }[] }> }> }>;
    destroy(): Promise<void>;
  };
}
const LIBRARY: string = 'pdfjs-dist/legacy/build/pdf.mjs';
const ERRORS_ONLY = 0;

/**
 * The words a reader finds in a printed page, in the order in which the file holds them: what can be searched and copied,
 * not what stood on the screen. Letters joined for print (ﬁ, forms of Arabic letters) are taken apart again, words
 * written from the right stand in reading order, and white space is one blank.
 */
export async function textOfPdf(pdf: Uint8Array): Promise<string> {
  const { getDocument } = (await import(LIBRARY)) as Library;
  const reading = getDocument({ data: new Uint8Array(pdf), verbosity: ERRORS_ONLY });
  const document = await reading.promise;
  const pages: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    // Everything stands as it was painted, from left to right; what the library has turned already is turned back first.
    const painted = items.map((item) => (item.str === undefined ? '' : (item.dir === 'rtl' ? [...item.str].reverse().join('') : item.str) + (item.hasEOL === true ? ' ' : ''))).join('');
    pages.push(painted.normalize('NFKC').replace(RUN, (run) => [...run].reverse().join('')));
  }
  await reading.destroy();
  return pages.join(' ').replace(/\s+/g, ' ');
}

const RIGHT = '\\p{Script=Hebrew}\\p{Script=Arabic}';
const RUN = new RegExp(`[${RIGHT}](?:[${RIGHT}\\p{M} '’"-]*[${RIGHT}\\p{M}])?`, 'gu');
