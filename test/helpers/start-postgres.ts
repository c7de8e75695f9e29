import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a role that may make databases. */
    postgres: string
  }
}

interface PostgresServer {
  url: string
  stop(): Promise<void>
}

/** Starts PostgreSQL once for the tests that run on it; TEST_DATABASE_URL names one that is there. */
export default async function start({ provide }: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  // What is stored need not outlive the tests; the fault tests run with fsync.
  const own = given ? undefined : await startOwn({ fsync: 'off', full_page_writes: 'off' })
  provide('postgres', given ?? own!.url)
  return async () => own?.stop()
}

/** The script runs before anything is compiled, so it is JavaScript without types. */
async function startOwn(settings: Record<string, string>): Promise<PostgresServer> {
  const { startPostgres } = await import(new URL('../../scripts/postgres.mjs', import.meta.url).href)
  return startPostgres(settings)
}
