import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Vite would take graphql's ES modules for our files while packages load its CommonJS: two of it do not mix.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/helpers/compile-writer.ts',
    setupFiles: ['test/helpers/fail-on-console.ts', 'test/helpers/use-compiled-writer.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: 'forks',
    // To load the server anew for each file takes half of the time.
    isolate: false,
    // Vitest leaves a core free, which of two is half the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Threads that the code starts from src/*.ts do not pass through Vite: tsx compiles for them.
    execArgv: ['--import', './scripts/typescript.mjs'],
  },
})
