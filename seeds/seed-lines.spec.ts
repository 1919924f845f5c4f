import { idempotencyKey, markersWanted, parseSeedLines, resolvePlaceholders, SeedFileInvalid, type NamedAnswer } from './seed-lines.js';

const filing = JSON.stringify({ post: '/api/v1/stories/s/reports', as: 'C01', body: { headline: 'h', claims: [{ ref: 'denial' }] } });
const faultsIn = (...lines: string[]): string[] => {
  try {
    parseSeedLines('story.jsonl', lines.join('\n'));
    return [];
  } catch (error) {
    return (error as SeedFileInvalid).faults.map(({ file, line, message }) => `${file}:${line}: ${message}`);
  }
};
const names = new Map<string, NamedAnswer>([
  ['C01', { report: 'rpt_1', claims: new Map([['denial', 'clm_1']]), occurrences: new Map([['denial', 'occ_1']]) }],
]);

describe('reading a seed file', () => {
  it('takes one act a line, in order, and skips blank lines but counts them', () => {
    const [first, second] = parseSeedLines('story.jsonl', `${filing}\n\n{"post":"/api/v1/outlets","body":{"id":"tass"}}\n`);
    expect(first).toMatchObject({ act: 'post', line: 1, path: '/api/v1/stories/s/reports', as: 'C01', ifMatch: null });
    expect(second).toMatchObject({ line: 3, path: '/api/v1/outlets', as: null });
  });

  it('names file and line of text that is no JSON, and of every other fault in the same pass', () => {
    const faults = faultsIn('{"post":', '{"post":"/api/v1/outlets","bdy":{}}', '[]');
    expect(faults).toHaveLength(4);
    expect(faults[0]).toMatch(/^story\.jsonl:1: not JSON/);
    expect(faults[1]).toMatch(/^story\.jsonl:2: unknown member "bdy"/);
    expect(faults[2]).toMatch(/^story\.jsonl:2: "body" must be/);
    expect(faults[3]).toMatch(/^story\.jsonl:3: a line is one JSON object/);
  });

  it('refuses a path that is no act', () => {
    expect(faultsIn('{"post":"/api/v1/story","body":{}}')).toEqual(['story.jsonl:1: no act has the path /api/v1/story']);
  });

  it('asks for ifMatch where the service does, and refuses it elsewhere', () => {
    const revise = '"post":"/api/v1/reports/{{C01.report}}/revisions","body":{}';
    expect(faultsIn(filing, `{${revise}}`)[0]).toContain('needs "ifMatch":"current"');
    expect(faultsIn(filing, `{${revise},"ifMatch":"current"}`)).toEqual([]);
    expect(faultsIn('{"post":"/api/v1/outlets","body":{},"ifMatch":"current"}')[0]).toContain('takes no "ifMatch"');
  });

  it('refuses a reference to a name that no earlier line has', () => {
    const merge = '{"post":"/api/v1/occurrences/{{C02.occurrence.denial}}/merge","body":{},"ifMatch":"current"}';
    expect(faultsIn(filing, merge)).toEqual(['story.jsonl:2: {{C02.occurrence.denial}}: no earlier line is named "C02"']);
  });

  it('refuses a reference to a claim that the named line does not send', () => {
    expect(faultsIn(filing, '{"post":"/api/v1/claims/{{C01.claim.denal}}/credibility","body":{}}')[0]).toContain('sends no claim "denal"');
  });

  it('refuses a second line of the same name', () => {
    expect(faultsIn(filing, filing)[0]).toContain('already taken');
  });

  it('knows the claims that a revision brings', () => {
    const revision = '{"post":"/api/v1/reports/{{C01.report}}/revisions","ifMatch":"current","as":"C01v2","body":{"claims":[{"outcome":"added","with":{"ref":"new"}}]}}';
    expect(faultsIn(filing, revision, '{"post":"/api/v1/claims/{{C01v2.claim.new}}/credibility","body":{}}')).toEqual([]);
  });

  it('names claims of a list that is read by the refs it gives in order', () => {
    const get = '{"get":"/api/v1/stories/s/claims?limit=1","as":"E","refs":["a"]}';
    const use = (ref: string) => `{"post":"/api/v1/claims/{{E.claim.${ref}}}/credibility","body":{}}`;
    expect(faultsIn(get, use('a'))).toEqual([]);
    expect(faultsIn(get, use('b'))).toHaveLength(1);
    expect(faultsIn('{"get":"/api/v1/stories/s/claims"}')[0]).toContain('needs "as"');
  });
});

describe('resolving references', () => {
  it('puts ids in place, in every string however deep, and leaves the rest alone', () => {
    const body = { absorb: ['{{C01.occurrence.denial}}'], with: { links: [{ target: '{{C01.claim.denial}}', n: 0 }] }, note: 'see {{C01.report}}, twice {{C01.report}}' };
    expect(resolvePlaceholders(body, names)).toEqual({
      absorb: ['occ_1'], with: { links: [{ target: 'clm_1', n: 0 }] }, note: 'see rpt_1, twice rpt_1',
    });
  });

  it('refuses what stands for nothing', () => {
    expect(() => resolvePlaceholders('{{C01.claim.other}}', names)).toThrow('stands for nothing');
  });

  it('looks a marker up on the subject that its rule marks: occurrence, claim or report', () => {
    const text = '{{C01.marker.contested.denial}} {{C01.marker.vague-time.denial}} {{C01.marker.undated-report}}';
    const [line] = parseSeedLines('s', filing);
    const asking = { ...line!, path: text };
    expect(markersWanted(asking, names)).toEqual([
      { rule: 'contested', subject: 'occurrence:occ_1' },
      { rule: 'vague-time', subject: 'claim:clm_1' },
      { rule: 'undated-report', subject: 'report:rpt_1' },
    ]);
    expect(resolvePlaceholders('{{C01.marker.contested.denial}}', names, () => 'mrk_1')).toBe('mrk_1');
  });
});

it('gives a line the same key on every run', () => {
  const [line] = parseSeedLines('story.jsonl', filing);
  expect(idempotencyKey(line!)).toBe('seed:story.jsonl:1');
});
