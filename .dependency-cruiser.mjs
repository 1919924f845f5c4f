// Who may import whom. A room under libs/ sees only the rooms listed here, and only through `#libs/<room>`, that is
// its src/index.ts. The table has no cycle, so the rooms cannot have one either.
const rooms = {
  database: [],
  'event-store': ['database'],
  projections: ['event-store', 'database', 'http'],
  ledger: ['event-store', 'database'],
  codebook: [],
  http: ['database', 'event-store'],
  story: ['event-store', 'codebook', 'http', 'database'],
  'read-models': ['projections', 'event-store', 'codebook', 'story', 'http'],
  audit: ['read-models', 'projections', 'event-store', 'story', 'codebook', 'http'],
  interchange: ['story', 'read-models', 'codebook', 'http'],
};

// Through `#libs/x` an import resolves to the compiled index of the room.
const index = (names) => `^dist/libs/(${names.join('|')})/src/index\\.js$`;
const spec = ['\\.spec\\.ts$', '^libs/[^/]+/test/']; // specs and what only specs use

export default {
  forbidden: [
    { name: 'no-cycles', comment: 'Two files that need each other are one file, or lack a third.', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', comment: 'An import must lead somewhere.', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'rooms-by-the-front-door',
      comment: 'Another room is reached as #libs/<room>, never by a path into its files.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^(dist/)?libs/', pathNot: ['^libs/$1/', '^dist/libs/[^/]+/src/index\\.js$', '^libs/[^/]+/test/'] },
    },
    {
      name: 'apps-by-the-front-door',
      comment: 'Rooms are reached as #libs/<room>, never by a path into their files.',
      severity: 'error',
      from: { path: '^(apps|seeds|migrations|test)/' },
      to: { path: '^(dist/)?libs/', pathNot: ['^dist/libs/[^/]+/src/index\\.js$', '^(dist/)?libs/[^/]+/test/'] },
    },
    {
      name: 'fixtures-for-specs',
      comment: 'What a room keeps for its specs is not shipped; only specs and test tools may use it.',
      severity: 'error',
      from: { path: '^(apps|libs|migrations)/', pathNot: spec },
      to: { path: '^(dist/)?libs/[^/]+/test/' },
    },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `imports-of-${room}`,
      comment: `${room} may import ${allowed.join(', ') || 'no other room'}.`,
      severity: 'error',
      from: { path: `^libs/${room}/`, pathNot: spec },
      to: { path: '^dist/libs/', ...(allowed.length > 0 && { pathNot: index(allowed) }) },
    })),
    {
      name: 'http-knows-types-only',
      comment: 'The HTTP conventions may speak of events, not read or write them.',
      severity: 'error',
      from: { path: '^libs/http/', pathNot: spec },
      to: { path: '^dist/libs/event-store/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'rooms-know-no-apps',
      comment: 'Apps compose rooms; a room that needs an app has its dependency upside down. Only specs may use the test tools.',
      severity: 'error',
      from: { path: '^libs/', pathNot: spec },
      to: { path: '^(apps|seeds|test)/' },
    },
    {
      name: 'migrations-are-listed-once',
      comment: 'Only the database room runs migrations.',
      severity: 'error',
      from: { path: '^(libs/(?!database/)|apps/)', pathNot: spec },
      to: { path: '^migrations/' },
    },
    {
      name: 'migrations-stand-alone',
      comment: 'A migration that imports live code changes its meaning when that code does.',
      severity: 'error',
      from: { path: '^migrations/', pathNot: spec },
      to: { path: '^(dist/)?(libs|apps|seeds|test)/' },
    },
    {
      name: 'web-stands-alone',
      comment: 'The browser UI knows the HTTP contract and nothing of the server.',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^(dist/)?(libs|migrations|seeds|test|apps/(?!web/))' },
    },
    {
      name: 'known-rooms',
      comment: 'A new room needs a line in the table above.',
      severity: 'error',
      from: { path: `^libs/(?!(${Object.keys(rooms).join('|')})/)` },
      to: {},
    },
    { name: 'declared-packages', comment: 'What is imported is in package.json.', severity: 'error', from: {}, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] } },
    {
      name: 'no-development-packages-in-the-product',
      comment: 'The service runs from an installation without development dependencies.',
      severity: 'error',
      from: { path: '^(libs|apps/(api|worker|cli)|migrations|seeds)/', pathNot: spec },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: '(^|/)node_modules/|^dist/' },
    exclude: { path: '^test/bench/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.d.ts'],
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
