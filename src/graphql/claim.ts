import { InvalidInput, Unauthenticated } from '../errors.ts'
import { accessOf } from '../model/viewer.ts'
import { type Claim, claimTask } from '../worker/tasks.ts'
import type { GraphqlContext } from './context.ts'
import { goodKeys } from './live/good-keys.ts'

const MAX_WAIT_S = 60

export interface ClaimInput {
  agent: string
  leaseSeconds: number
  waitSeconds: number
}

/**
 * Claims the oldest task that waits for an agent, and where none does, waits for one: until the time is up (null) or the
 * caller goes away.
 * @throws {InvalidInput} when waitSeconds is not 0 to 60
 * @throws {Unauthenticated} when the key was revoked or has expired meanwhile
 */
export async function claimWithin(context: GraphqlContext, { waitSeconds, ...input }: ClaimInput): Promise<Claim | null> {
  if (waitSeconds < 0 || waitSeconds > MAX_WAIT_S)
    throw new InvalidInput([{ path: ['waitSeconds'], message: `expected 0 to ${MAX_WAIT_S} seconds` }])
  const { registry, viewer, signal } = context
  const untilMs = performance.now() + waitSeconds * 1000
  for (;;) {
    // Listened to before the try: a task that is queued during it is heard.
    const news = nextQueued(context, input.agent)
    try {
      const claim = await claimTask(registry, viewer, input)
      const leftMs = untilMs - performance.now()
      if (claim || leftMs <= 0 || signal.aborted) return claim
      await news.within(leftMs)
      if (signal.aborted) return null
      await requireGoodKey(context)
    } finally {
      news.stop()
    }
  }
}

/** A task more is there, or one less under way of those that count against a limit. */
const MAKES_ROOM: ReadonlySet<string> = new Set(['TASK_QUEUED', 'TASK_COMPLETED', 'TASK_FAILED'])

async function requireGoodKey({ registry, viewer }: GraphqlContext): Promise<void> {
  const access = accessOf(viewer)
  if (!(await goodKeys(registry.db, [access])).has(access)) throw new Unauthenticated('The key was revoked, or has expired')
}

function nextQueued({ feed, signal }: GraphqlContext, agent: string) {
  let wake = () => {}
  const woken = new Promise<void>((resolve) => (wake = resolve))
  const stopListening = feed.listen((changes) => {
    if (changes.some((change) => change.agent === agent && MAKES_ROOM.has(change.kind))) wake()
  })
  let timer: NodeJS.Timeout | undefined
  signal.addEventListener('abort', wake)
  return { within, stop }

  function within(ms: number): Promise<void> {
    timer = setTimeout(wake, ms)
    return woken
  }

  function stop(): void {
    clearTimeout(timer)
    stopListening()
    signal.removeEventListener('abort', wake)
  }
}
