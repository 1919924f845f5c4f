import { ChunkWriter } from './chunk-writer.js';

describe('gathering small writes into chunks', () => {
  it('gives all that was written in its order, whatever the sizes, into chunks that are filled again once they are sent', () => {
    let received = '';
    const waiting: (() => void)[] = [];
    const sent = new Set<ArrayBufferLike>();
    const out = new ChunkWriter((chunk, done) => {
      received += chunk.toString();
      sent.add(chunk.buffer);
      waiting.push(done);
      if (waiting.length > 3) waiting.shift()!();
    });
    let expected = '';
    for (let i = 0; i < 3_000; i++) {
      const text = 'Überfall €'.repeat(i % 251);
      expected += text;
      if (i % 3 === 0) out.bytes(Buffer.from(text));
      else out.text(text);
      if (i % 500 === 0) out.flush();
    }
    const long = 'ü'.repeat(70_000); // longer than a chunk either way
    out.text(long);
    out.bytes(Buffer.from(long));
    out.text('end');
    out.flush();
    expect(out.waiting).toBe(0);
    expect(received === `${expected}${long}${long}end`).toBe(true);
    expect(sent.size).toBeLessThan(20);
  });
});
