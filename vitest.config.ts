import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/helpers/fail-on-console.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: 'forks',
    // Threads that the code starts from src/*.ts do not pass through Vite: tsx compiles for them.
    execArgv: ['--import', './scripts/typescript.mjs'],
  },
})
