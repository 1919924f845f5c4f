/** An act that is right where an edit was tried. */
export interface RightAction {
  readonly url: string;
  readonly does: string;
}

type Method = 'PUT' | 'PATCH' | 'DELETE';

interface HistoryRule {
  readonly pattern: RegExp;
  actions(match: RegExpExecArray, method: Method): RightAction[];
}

const revise = (id: string): RightAction => ({ url: `/api/v1/reports/${id}/revisions`, does: 'records that the outlet changed its item' });
const correct = (id: string): RightAction => ({ url: `/api/v1/reports/${id}/corrections`, does: 'records that our coding or details were wrong' });
const retract = (id: string): RightAction => ({ url: `/api/v1/reports/${id}/retraction`, does: 'retracts the report; it stays readable as it was known before' });

/** The table of API §1.6. `{report}` of a claim is filled in by who knows the claim, see {@link rightActions}. */
const rules: readonly HistoryRule[] = [
  {
    pattern: /^\/api\/v1\/stories\/([^/]+)$/,
    actions: ([, slug]) => [{ url: `/api/v1/stories/${slug}/reports`, does: 'files a report; a story changes by what is reported' }],
  },
  {
    pattern: /^\/api\/v1\/reports\/([^/]+)(?:\/versions(?:\/[^/]+)?)?$/,
    actions: ([, id], method) => (method === 'DELETE' ? [retract(id!)] : [revise(id!), correct(id!)]),
  },
  {
    pattern: /^\/api\/v1\/claims\/([^/]+)$/,
    actions: () => [{ url: '/api/v1/reports/{report}/corrections', does: 'replaces or withdraws the claim: our coding was wrong' }],
  },
  {
    pattern: /^\/api\/v1\/occurrences\/([^/]+)$/,
    actions: ([, id], method) =>
      method === 'DELETE'
        ? [{ url: `/api/v1/occurrences/${id}/merge`, does: 'merges occurrences that are one' }]
        : [
            { url: `/api/v1/occurrences/${id}/split`, does: 'takes claims out into an occurrence of their own' },
            { url: `/api/v1/occurrences/${id}/plan-status`, does: 'sets what became of a plan' },
          ],
  },
  {
    pattern: /^\/api\/v1\/markers\/([^/]+)$/,
    actions: ([, id]) => [{ url: `/api/v1/markers/${id}/acknowledgement`, does: 'notes that the doubt was seen; only a new fact closes a marker' }],
  },
  {
    pattern: /^\/api\/v1\/(actors|issues|outlets|sources)\/([^/]+)$/,
    actions: ([, register, id]) => [{ url: `/api/v1/${register}/${id}/merge`, does: 'merges entries that are one' }],
  },
  { pattern: /^\/api\/v1\/(?:log(?:\/[^/]+)?|streams\/[^/]+\/[^/]+)$/, actions: () => [] },
];

/**
 * The acts that lead on where PUT, PATCH or DELETE was tried on history; null when the address is no history.
 * `reportOf` finds the report of a claim, whose correction is the way to change it.
 */
export async function rightActions(method: string, path: string, reportOf: (claimId: string) => Promise<string | null>): Promise<RightAction[] | null> {
  if (method !== 'PUT' && method !== 'PATCH' && method !== 'DELETE') return null;
  for (const rule of rules) {
    const match = rule.pattern.exec(path);
    if (match === null) continue;
    const actions = rule.actions(match, method);
    if (!actions.some(({ url }) => url.includes('{report}'))) return actions;
    const report = await reportOf(match[1]!);
    return report === null ? [] : actions.map((action) => ({ ...action, url: action.url.replace('{report}', report) }));
  }
  return null;
}
