// The layers of src/, top first. A file may import from its own layer's folder and from any layer below it.
const LAYERS = [
  ['launch', 'compiled-script', 'main', 'announce'], // the process
  ['cli'], // what is done beside a running server
  ['help'], // what is printed
  ['app'], // wires everything together
  ['late-api'], // loads what is served besides deliveries
  ['api'], // wires that
  ['http', 'graphql', 'mcp'], // the ways in
  ['receive', 'worker', 'registry'], // what the product does
  ['actions'], // what a command can do
  ['engine', 'providers', 'backends'], // deciding; talking to services; keeping state
  ['model', 'config', 'errors', 'log', 'log-shape'], // words shared by all
]
const within = (names) => `^src/(${names.join('|')})(/|\\.ts$)`

const looksDownOnly = LAYERS.slice(1).map((names, i) => ({
  name: `${names[0]}-looks-down-only`,
  severity: 'error',
  from: { path: within(names), pathNot: '/generated/' },
  to: { path: within(LAYERS.slice(0, i + 1).flat()) },
}))

// Folders of one layer are strangers: they meet through the database, the queue and the feed. Of the ways in, http mounts
// the others.
const strangers = [
  ['receive', 'worker', 'registry'],
  ['engine', 'providers', 'backends'],
].flatMap((group) =>
  group.map((name) => ({
    name: `${name}-keeps-to-itself`,
    severity: 'error',
    from: { path: within([name]) },
    to: { path: within(group.filter((other) => other !== name)) },
  })),
)

module.exports = {
  forbidden: [
    ...looksDownOnly,
    ...strangers,
    { name: 'every-file-has-a-layer', severity: 'error', from: { path: '^src/', pathNot: within(LAYERS.flat()) }, to: {} },
    { name: 'no-cycles', severity: 'error', from: { pathNot: '/generated/' }, to: { circular: true } },
    {
      name: 'no-orphans',
      comment: 'a file that nobody imports and that imports nobody is forgotten, or not wired up yet',
      severity: 'error',
      from: { orphan: true, path: '^(src|client)/', pathNot: '/generated/|\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'one-provider-per-file',
      comment: 'github.ts never imports jira.ts; what they share lies in the files named here',
      severity: 'error',
      from: { path: '^src/providers/', pathNot: '/index\\.ts$' },
      to: { path: '^src/providers/', pathNot: '/(provider|scheme|signature|verify|payload|fetch|reply|mark)\\.ts$|/replies/' },
    },
    {
      name: 'only-app-names-a-backend',
      comment: 'everyone else sees the interface: backends/queue/queue.ts, never backends/queue/redis.ts',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(app\\.ts|cli/|backends/)|/generated/' },
      to: { path: '^src/backends/([^/]+)/', pathNot: '^src/backends/([^/]+)/\\1\\.ts$|/generated/' },
    },
    {
      name: 'engine-is-pure',
      severity: 'error',
      from: { path: '^src/engine/' },
      to: { pathNot: '^src/(engine|model|errors)|node_modules/(@types/)?mustache/' },
    },
    {
      name: 'prisma-stays-behind-the-database',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(backends/database/|graphql/builder\\.ts)|/generated/' },
      to: { path: '(^|/)node_modules/(@prisma|prisma)/' },
    },
    { name: 'client-knows-only-the-schema', severity: 'error', from: { path: '^client/' }, to: { path: '^(src|prisma)/' } },
    {
      name: 'dashboard-features-keep-to-themselves',
      comment: 'they meet in app/; what two of them show lies in components/',
      severity: 'error',
      from: { path: '^client/dashboard/features/([^/]+)/' },
      to: { path: '^client/dashboard/(features/(?!$1/)|app/)' },
    },
    {
      name: 'dashboard-components-show',
      comment: 'what they show is handed to them',
      severity: 'error',
      from: { path: '^client/dashboard/components/' },
      to: { path: '^client/dashboard/(features|app|api)/' },
    },
    { name: 'server-knows-no-client', severity: 'error', from: { path: '^src/' }, to: { path: '^(client|examples)/' } },
    { name: 'examples-know-only-the-server', severity: 'error', from: { path: '^examples/' }, to: { path: '^(src|prisma|client|test)/' } },
  ],
  options: {
    tsPreCompilationDeps: true, // type-only imports count too
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^client/[^/]+/dist/' },
  },
}
