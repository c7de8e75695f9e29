import { onTestFinished } from 'vitest'

export interface RedisServer {
  url: string
  /** It accepts and does not answer, until `resume`. */
  pause(): void
  resume(): void
  /** Ends it at once; what it knew is gone. */
  stop(): Promise<void>
  restart(): Promise<void>
}

/** A Redis of its own, gone after the test. The script runs before anything is compiled, so it is JavaScript without types. */
export async function startRedisServer(): Promise<RedisServer> {
  const { startRedis } = await import(new URL('../../scripts/redis.mjs', import.meta.url).href)
  const server: RedisServer = await startRedis()
  onTestFinished(() => server.stop())
  return server
}
