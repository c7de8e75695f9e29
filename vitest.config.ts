import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
/** What starts many programs: npm run test:programs. */
const startsPrograms = (file: string) => /^test\/(cli-client|examples)\//.test(file)
/** What needs a browser: npm run test:dashboard. */
const needsBrowser = (file: string) => file.startsWith('test/dashboard/')
/** What is about PostgreSQL alone. */
const needsPostgres = (file: string) => file.startsWith('test/postgresql/')
const needsRedis = (file: string) => file.startsWith('test/redis/')
/** What takes a million events: npm run test:scale. */
const isLarge = (file: string) => file.startsWith('test/scale/')
/** What also runs on PostgreSQL, but for what looks into SQLite's file or weighs memory: npm run test:postgresql. */
const runsOnBoth = (file: string) =>
  /^test\/(actions|e2e|graphql|http|live|mcp|receive|registry|worker)\//.test(file) &&
  !/better-sqlite3|sqlite_|pragma_|expose-gc|QUERY PLAN|dataDir|\b(hurry|questions|verbs)\(/.test(readFileSync(file, 'utf8'))
const needsOwn = (file: string) => movesClock(file) && ![needsBrowser, needsPostgres, needsRedis, isLarge].some((is) => is(file))
/** The ids of a process never go back, so whoever moves the clock leaves them ahead of it: these get modules of their own. */
const movesClock = (file: string) => /\bpass\(|spyOn\(Date|useFakeTimers|setSystemTime|newId\([^)]*, /.test(readFileSync(file, 'utf8'))

const onPostgres = {
  globalSetup: 'test/helpers/start-postgres.ts',
  setupFiles: ['test/helpers/fail-on-console.ts', 'test/helpers/use-postgres.ts'],
}

export default defineConfig({
  // Vite would take graphql's ES modules for our files while packages load its CommonJS: two of it do not mix.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    globalSetup: 'test/helpers/compile-threads.ts',
    setupFiles: ['test/helpers/fail-on-console.ts', 'test/helpers/use-compiled-threads.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: 'forks',
    // Vitest leaves a core free, which of two is half the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Threads that the code starts from src/*.ts do not pass through Vite: tsx compiles for them.
    execArgv: ['--import', './scripts/typescript.mjs'],
    projects: [
      // To load the server anew for each file takes half of the time.
      {
        extends: true,
        test: {
          name: 'shared',
          isolate: false,
          include: files.filter(
            (file) => ![movesClock, startsPrograms, needsBrowser, needsPostgres, needsRedis, isLarge].some((is) => is(file)),
          ),
        },
      },
      { extends: true, test: { name: 'own', include: files.filter(needsOwn) } },
      { extends: true, test: { ...onPostgres, name: 'postgresql', include: files.filter(needsPostgres) } },
      { extends: true, test: { name: 'redis', include: files.filter(needsRedis) } },
      { extends: true, test: { ...onPostgres, name: 'on-postgresql', include: files.filter(runsOnBoth) } },
      { extends: true, test: { name: 'scale', include: files.filter(isLarge) } },
      { extends: true, test: { ...onPostgres, name: 'scale-postgresql', include: files.filter(isLarge) } },
      { extends: true, test: { name: 'programs', include: files.filter(startsPrograms) } },
      {
        extends: true,
        test: { name: 'dashboard', isolate: false, include: files.filter(needsBrowser), testTimeout: 60_000, hookTimeout: 60_000 },
      },
    ],
  },
})
