import type { ServerContext } from '@modelcontextprotocol/server'

/** Clients give up on a request that says nothing for 60 s, unless it makes progress. */
const TELL_MS = 10_000

/** Tells a client that has asked for progress, while the work goes on, that it does: a claim may wait for a minute. */
export async function keepToldOf<Result>({ mcpReq }: ServerContext, work: () => Promise<Result>): Promise<Result> {
  const progressToken = mcpReq._meta?.progressToken
  if (progressToken === undefined) return work()
  let progress = 0
  const timer = setInterval(() => {
    // A client that has gone needs no telling.
    mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: ++progress } }).catch(() => clearInterval(timer))
  }, TELL_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}
