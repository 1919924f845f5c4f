// The short form of the store's torture: a few rounds of each. The long ones: npm run torture -- <name> --minutes N.
interface Torture {
  run(options: Record<string, unknown>): Promise<{ passed: boolean; figures: Record<string, unknown> }>;
}

const torture = (name: string): Promise<Torture> => import(new URL(`../../../test/torture/${name}.mjs`, import.meta.url).href) as Promise<Torture>;

describe('The store under torture', () => {
  it.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    ['loses and doubles nothing when the database is killed', 'crash-db', { minutes: 1, cycles: 3 }, { lost: 0, doubled: 0, halved: 0, moved: 0, gaps: 0, followerMissed: 0 }],
    ['stores exactly once whatever the network does', 'wire', { minutes: 0.1 }, { lost: 0, doubled: 0, halved: 0, moved: 0, gaps: 0 }],
    ['shows every follower everything in order while processes race', 'race', { minutes: 0.05 }, { missed: 0, orderViolations: 0, gaps: 0 }],
    ['keeps rows and checkpoints together when workers are killed and stopped', 'projector', { cycles: 5 }, { batchesCommittedTwice: 0, projectionsDiffering: [], afterSweep: 0 }],
    ['parks what a projection cannot apply, and nothing else', 'poison', { events: 2_000 }, { planted: 20, parked: 20, otherKeysDisturbed: 0, rebuildEqualsLive: true }],
    ['notices every edit behind its back', 'tamper-lite', { minutes: 0, events: 100 }, { missed: [], misplaced: [], falseAlarms: 0 }],
  ])('%s, and each harness finds its planted bug (%s)', async (_, name, options, figures) => {
    const result = await (await torture(name)).run(options);
    expect(result.figures).toMatchObject(figures);
    // With the figures, so that a failure says which part of it failed.
    expect(result).toEqual({ passed: true, figures: result.figures });
  }, 120_000);
});
