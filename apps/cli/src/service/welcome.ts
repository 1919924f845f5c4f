/** What a start has to tell. `isKeyFound`: a command of this machine finds the editor key by itself. */
export interface Welcome { url: string; database: string; key: string | undefined; admin?: string | undefined; isSeeded: boolean; isAnonymous: boolean; isKeyFound: boolean }

/** What runs and what to do next, as lines that work when pasted into another terminal, whatever the settings of this one. */
export function welcome({ url, database, key, admin, isSeeded, isAnonymous, isKeyFound }: Welcome): string {
  const address = url === 'http://localhost:3000' ? '' : `CHANCERY_URL=${url} `;
  const withKey = `CHANCERY_KEY=${key ?? '…'} `;
  const reading = isAnonymous ? address : address + withKey;
  const curl = isAnonymous ? 'curl' : `curl -H 'Authorization: Bearer ${key ?? '…'}'`;
  const next = isSeeded
    ? [`${curl} '${url}/api/v1/stories/rafah-first-reconstruction/timeline?limit=3'`, `${reading}npx chancery timeline rafah-first-reconstruction`, `${address}${isKeyFound ? '' : withKey}npx chancery demo`]
    : [`${curl} '${url}/api/v1/stories'`, `${address}${withKey}npx chancery story open my-story --title 'My story'`, `${reading}npx chancery --help`];
  return `
Chancery is running at ${url}
  database    ${database}
  editor key  ${key ?? 'make one with: npx chancery keys create --role editor --name "your name"'}${admin === undefined ? '' : `
  admin key   ${admin}  (shown this once: keep it now)`}
  stop        Ctrl-C

Next, in another terminal:
${next.map((line) => `  ${line}`).join('\n')}
`;
}
