import pg from 'pg';

/**
 * Fills an empty log with so many plausible events in seconds, as a restore would: rows straight into the table, by its owner.
 * Their leaf hashes are not those of their canonical form.
 */
export async function manyEvents(ownerUrl: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(
    `insert into log.event (position, recorded_at, stream_version, append_offset, append_size, schema_version, event_id, leaf_hash, stream, type, story,
                            correlation_id, causation_id, recorded_by, data)
     select n, '2026-01-01Z'::timestamptz + n * interval '1 millisecond', 1 + (n - 1) % 10, (n - 1) % 10, 10, 1, md5(n::text)::uuid, sha256(n::text::bytea),
            'report/' || (n - 1) / 10, (array['ReportFiled', 'ClaimReported', 'ClaimReported', 'OccurrenceOpened', 'ClaimAttached'])[1 + n % 5], 'story-' || n % 20,
            'cor-' || (n - 1) / 10, null, '{"id":"k1","kind":"key","name":"Ann"}',
            json_build_object('actor', 'egypt', 'claim', 'clm_' || n, 'kind', 'objection', 'summary', repeat('Cairo objects to the plan. ', 8), 'weight', n / 7.0)::text::json
     from generate_series(1, $1::int) as g(n)`,
    [count],
  );
  await client.query('analyze log.event');
  await client.end();
}
