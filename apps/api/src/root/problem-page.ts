import type { ProblemDescription } from '#libs/http';

/** The page behind the `type` of a problem: what it means and what to do next. */
export function problemPage(slug: string, { status, title, means, next, members }: ProblemDescription): string {
  const facts = members.length === 0 ? '' : `<p>It carries: ${members.map((member) => `<code>${member}</code>`).join(', ')}.</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title} · Chancery</title>
<style>body{font:1.05rem/1.6 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}code{font-size:.95em}</style></head>
<body><main><p><code>${status} ${slug}</code></p><h1>${title}</h1><p>${means}</p><h2>What to do</h2><p>${next}</p>${facts}<p><a href="/docs">The API reference</a></p></main></body></html>
`;
}
