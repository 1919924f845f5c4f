import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { DataSource, EntitySchema } from 'typeorm';
import { payload, recordedBy, story, types, uuidv7 } from '../events.mjs';

const EventRow = new EntitySchema({
  name: 'event_row',
  columns: {
    position: { type: 'bigint', primary: true, generated: 'increment' },
    recordedAt: { type: 'timestamptz', createDate: true },
    eventId: { type: 'uuid', unique: true },
    stream: { type: 'text' }, streamVersion: { type: 'int' }, type: { type: 'text' }, schemaVersion: { type: 'smallint' }, story: { type: 'text', nullable: true },
    correlationId: { type: 'text' }, causationId: { type: 'text', nullable: true }, recordedBy: { type: 'json' }, data: { type: 'json' }, leafHash: { type: 'bytea' },
  },
  uniques: [{ columns: ['stream', 'streamVersion'] }],
  indices: [{ columns: ['story', 'position'] }, { columns: ['type', 'position'] }],
});

/** What a service does that keeps its events as TypeORM entities: `save()`. */
export async function open({ ownerUrl }) {
  const source = await new DataSource({ type: 'postgres', url: ownerUrl, entities: [EventRow], synchronize: true, extra: { max: 32 } }).initialize();
  const repository = source.getRepository(EventRow);
  let n = 0;
  const entity = (stream, version, correlationId) => {
    const data = payload(++n);
    const eventId = uuidv7();
    return repository.create({
      eventId, stream, streamVersion: version, type: types[n % 5], schemaVersion: 1, story, correlationId, causationId: null, recordedBy, data,
      leafHash: createHash('sha256').update(JSON.stringify(data)).digest(),
    });
  };
  return {
    async append(stream, size) {
      const correlationId = uuidv7();
      await repository.save(Array.from({ length: size }, (_, i) => entity(stream, i + 1, correlationId)));
    },
    async readAll() {
      let events = 0;
      let check = 0;
      for (let after = 0; ;) {
        const page = await repository.createQueryBuilder('e').where('e.position > :after', { after }).orderBy('e.position').limit(1000).getMany();
        for (const event of page) check += event.data.weight;
        events += page.length;
        if (page.length < 1000) return { events, check };
        after = Number(page[page.length - 1].position);
      }
    },
    close: () => source.destroy(),
  };
}
