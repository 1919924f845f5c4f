import { problem } from './fake-api/fake-api.js';
import { MEETING, STORY, type Stage, eventually, settled, stage, troublesOf } from './browser.js';

describe('states', () => {
  let on: Stage;
  beforeEach(async () => { on = await stage(); });
  afterEach(() => on.close());
  const json = (response: Parameters<typeof problem>[0], body: unknown): true => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(body));
    return true;
  };

  it('no story: what Chancery keeps, and the command that loads the demo', async () => {
    on.fake.stubs.push((_request, response, url) => (url.pathname === '/api/v1/stories' ? json(response, { items: [], next: null, position: 0 }) : false));
    const page = await on.open('/');
    await page.getByText('No story is open yet.').waitFor();
    await page.getByText('chancery demo').waitFor();
  });

  it('a story of one undated report: steps are events, the conflict column explains itself', async () => {
    const { fixture } = on.fake;
    fixture.reports.splice(1);
    fixture.timeline = fixture.timeline.filter((row) => row.knownFrom <= 106).map((row) => ({ ...row, knownTo: row.knownTo !== null && row.knownTo > 106 ? null : row.knownTo }));
    fixture.markers = fixture.markers.filter((marker) => marker.knownFrom <= 106 && marker.rule !== 'headline-body-mismatch' && marker.rule !== 'internal-inconsistency');
    fixture.story.counts.reports = 1;
    fixture.head = 106;
    const page = await on.open(STORY);
    await settled(page);
    await page.getByText('event 30 of 30', { exact: true }).waitFor();
    await page.getByText('Undated (27), in the order reported; arcs show before and after').waitFor();
    await page.keyboard.press('3');
    await page.getByText('No conflict yet: one report cannot disagree with another.').waitFor();
    await page.keyboard.press('4');
    await page.getByText('There is nothing before this report').waitFor();
  });

  it('a problem: its title, its detail, the way on and the trace number, never a bare code', async () => {
    on.fake.stubs.push((_request, response, url) => {
      if (!url.pathname.endsWith('/timeline')) return false;
      problem(response, 400, 'invalid-request', 'The filter is not known', { detail: 'There is no such voice.', errors: [{ in: 'query', name: 'voice', pointer: null, code: 'enum', message: 'voice must be one of outlet, named, unnamed, relayed.', suggestion: 'named' }] });
      return true;
    });
    const page = await on.open(STORY);
    const note = page.getByRole('alert');
    await note.waitFor();
    await eventually(() => note.innerText()).toMatch(/The filter is not known[\s\S]*There is no such voice\.[\s\S]*Did you mean named\?[\s\S]*What this means and what to do[\s\S]*Copy trace number/);
    await eventually(() => note.getByRole('link', { name: 'What this means' }).getAttribute('href')).toBe('/problems/invalid-request');
  });

  it('an unknown story: the nearest one', async () => {
    const page = await on.open('/stories/rafah-first-reconstructio');
    await page.getByRole('alert').getByRole('link', { name: 'rafah-first-reconstruction' }).click();
    await settled(page);
  });

  it('behind: says how far, whatever else is answered meanwhile, asks again as late as told, then shows the view', async () => {
    let isBehind = true;
    on.fake.stubs.push((_request, response, url) => {
      if (!url.pathname.endsWith('/timeline') || !isBehind) return false;
      response.setHeader('Retry-After', '1');
      problem(response, 503, 'projection-behind', 'The timeline is catching up', { projection: 'timeline', position: 10, wanted: 150 });
      return true;
    });
    const page = await on.open(STORY);
    await page.getByText('Catching up, 140 events').waitFor();
    // The story, its reports, its stances and the registers have been answered by now; the timeline is still behind.
    await eventually(() => on.fake.seen.filter((line) => line.includes('/timeline')).length).toBeGreaterThan(1);
    await page.getByText('Catching up, 140 events').waitFor();
    isBehind = false;
    await page.locator('li.row').first().waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
  });

  it('offline: the last good view stays and says so; nothing is lost on return', async () => {
    const page = await on.open(STORY);
    await settled(page);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Israel pressed hard' }).click();
    await page.getByText('Reconnecting: read only').waitFor();
    await eventually(() => page.locator('li.row').count()).toBe(30);
    await page.context().setOffline(false);
    await page.getByText('Live', { exact: true }).waitFor({ timeout: 20_000 });
    await page.getByText('Al-Mayadeen, relayed').first().waitFor();
  });

  it('live: new rows come by themselves at the present; in the past only a counter grows', async () => {
    const { fixture } = on.fake;
    const page = await on.open(STORY);
    await settled(page);
    await page.getByText('Live', { exact: true }).waitFor();
    const add = (id: string): void => {
      const row = fixture.timeline.find((each) => each.occurrence === 'occ_visit')!;
      const position = fixture.head + 1;
      fixture.timeline.push({ ...row, occurrence: id, title: `A new occurrence ${id}`, knownFrom: position, recorded: { first: { ...row.recorded.first, position }, last: { ...row.recorded.last, position } } });
      on.fake.emit(position, 'OccurrenceOpened');
    };
    add('occ_one');
    await page.getByText('A new occurrence occ_one').waitFor();
    await eventually(() => on.fake.seen.filter((line) => line.includes('/timeline')).at(-1)).toContain('minPosition=118');
    await page.keyboard.press('Home');
    await page.getByRole('region', { name: 'You are looking at the past' }).waitFor();
    await settled(page);
    const requests = on.fake.seen.filter((line) => line.includes('/timeline')).length;
    add('occ_two');
    add('occ_three');
    await page.getByText('2 new events since you came').waitFor();
    await settled(page);
    expect(await page.getByText('A new occurrence').count()).toBe(0);
    expect(on.fake.seen.filter((line) => line.includes('/timeline')).length).toBe(requests);
    await page.getByRole('link', { name: 'Back to now' }).click();
    await page.getByText('A new occurrence occ_three').waitFor();
  });

  it('401: asks for a key and goes on where it stopped', async () => {
    on.fake.stubs.push((request, response, url) => {
      if (!url.pathname.startsWith('/api/') || request.headers.authorization === 'Bearer chy_good') return false;
      problem(response, 401, 'unauthenticated', 'A key is needed to read here');
      return true;
    });
    const page = await on.open(`${STORY}/stances`);
    await page.getByLabel('API key').fill('chy_good');
    await page.getByRole('button', { name: 'Use this key' }).click();
    await page.getByText('12 positions').waitFor();
    expect(await page.evaluate('location.href')).not.toContain('chy_');
  });

  it('401 on a key that is no longer good: without it what anyone may read is read', async () => {
    on.fake.stubs.push((request, response, url) => {
      if (!url.pathname.startsWith('/api/') || request.headers.authorization === undefined) return false;
      problem(response, 401, 'unauthenticated', 'The key is unknown, expired or revoked.');
      return true;
    });
    const page = await on.open(`${STORY}/stances`, { key: 'chy_old' });
    await page.getByLabel('API key').and(page.locator(':focus')).waitFor(); // the dialog stands ready for typing
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByText('12 positions').waitFor();
    expect(await page.evaluate("sessionStorage.getItem('chancery.key')")).toBeNull();
  });

  it('stale: says what changed in between, keeps the input, applies it to the new version', async () => {
    let refusals = 0;
    on.fake.stubs.push((request, response, url) => {
      if (request.method !== 'POST' || !url.pathname.endsWith('/corrections') || url.searchParams.has('dryRun') || refusals > 0) return false;
      refusals += 1;
      problem(response, 412, 'stale-version', 'The report changed while you were editing', { currentEtag: '"130.1"', currentPosition: 130, changesSince: `/api/v1${STORY}/compare/117...130` });
      return true;
    });
    const page = await on.open('/reports/rpt_denial?act=correct', { key: 'chy_test' });
    await settled(page);
    await page.getByLabel('Reason').fill('The day was wrong.');
    await page.getByLabel('Published').fill('24 Nov 2026');
    await page.getByRole('button', { name: 'Correct', exact: true }).click();
    await page.getByText('The report changed while you were editing').waitFor();
    await eventually(() => page.getByRole('link', { name: 'What changed in between' }).getAttribute('href')).toBe(`${STORY}/compare/117...130`);
    await eventually(() => page.getByLabel('Reason').inputValue()).toBe('The day was wrong.');
    await page.getByRole('button', { name: 'Apply it to the new version' }).click();
    await page.getByRole('button', { name: 'Correct', exact: true }).click();
    await page.getByRole('heading', { name: "Envoy's office" }).waitFor();
  });

  it('text that looks like markup is shown as text and runs nothing', async () => {
    const evil = '<img src=x onerror="window.pwned=true"><script>window.pwned=true</script>';
    const { fixture } = on.fake;
    fixture.story.title = fixture.story.summary = evil;
    for (const actor of fixture.actors) actor.names = [{ text: evil, language: 'en', alias: false }];
    for (const issue of fixture.issues) issue.title = evil;
    for (const row of fixture.timeline) row.title = evil;
    for (const claim of fixture.claims) { claim.summary = evil; claim.excerpt = evil; }
    for (const marker of fixture.markers) marker.title = marker.says = evil;
    for (const report of fixture.reports) { report.headline = evil; if (report.text !== null) report.text = evil; }
    for (const change of fixture.changes) change.sentence = evil;
    const page = await on.open(`${STORY}?selected=${MEETING}`);
    for (const address of [`${STORY}?selected=${MEETING}`, `${STORY}/stances`, `${STORY}/markers`, `${STORY}/compare/106...117`, '/reports/rpt_denial', '/claims/clm_denial', '/']) {
      await page.goto(on.fake.url + address);
      await eventually(() => page.locator('main').innerText()).toContain('<img src=x onerror=');
      await settled(page);
      expect(await page.evaluate('[window.pwned, document.querySelectorAll("main img, header img, main script").length]')).toEqual([undefined, 0]);
    }
    expect(troublesOf(page)).toEqual([]);
  });

  it('a name written from the right leaves the punctuation of its sentence in place', async () => {
    const { fixture } = on.fake;
    fixture.timeline.find((row) => row.occurrence === 'occ_visit')!.participants = [{ actor: null, role: 'initiator', label: 'בנימין נתניהו' }, { actor: null, role: 'recipient', label: 'خليل الحية' }];
    const page = await on.open(STORY);
    await settled(page);
    await page.locator('[data-occurrence=occ_visit] .row-facts bdi').nth(1).waitFor();
    const boxes = await page.evaluate("[...document.querySelectorAll('[data-occurrence=occ_visit] .row-facts bdi, [data-occurrence=occ_visit] .row-facts .arrow')].map((each) => [each.textContent.trim(), Math.round(each.getBoundingClientRect().x)])") as [string, number][];
    expect(boxes.map(([text]) => text)).toEqual(['בנימין נתניהו', '→', 'خليل الحية']);
    expect(boxes[0]![1]).toBeLessThan(boxes[1]![1]);
    expect(boxes[1]![1]).toBeLessThan(boxes[2]![1]);
  });
});
