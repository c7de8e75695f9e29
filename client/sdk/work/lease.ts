import type { Client } from '../client.ts'
import { HooklineError, InvalidInputError, LeaseLostError, UnavailableError } from '../errors.ts'
import { HeartbeatTaskDocument } from '../generated/graphql.ts'
import { wait } from '../waiting.ts'

/** What proves a lease to the server. */
export interface Held {
  id: string
  leaseToken: string
}

export interface Lease {
  /** Ends, with a LeaseLostError as its reason, when the task is no longer held. */
  signal: AbortSignal
  progress(text: string): Promise<void>
  /** No more heartbeats. */
  stop(): void
}

interface LeaseOptions {
  leaseSeconds: number
  /** The server could not be reached; it is tried again. */
  onError(error: unknown): void
}

/** After a heartbeat that did not arrive. */
const RETRY_MS = 1000

/** Sends a heartbeat every third of the lease, until it is lost: the server says so, or was not reached for a whole lease. */
export function keepLease(client: Client, held: Held, { leaseSeconds, onError }: LeaseOptions): Lease {
  const leaseMs = leaseSeconds * 1000
  const lost = new AbortController()
  const stopped = new AbortController()
  let progressToSay: string | undefined
  let saying: Promise<void> | undefined
  let expiry = expireIn(leaseMs)
  void beatOn()
  return { signal: lost.signal, progress, stop }

  async function beatOn(): Promise<void> {
    for (let waitMs = leaseMs / 3; ; ) {
      await wait(waitMs, stopped.signal)
      if (stopped.signal.aborted) return
      const arrived = await beat().catch((error) => (error instanceof InvalidInputError ? onError(error) : lose(error)))
      waitMs = arrived === false ? Math.min(RETRY_MS, leaseMs / 3) : leaseMs / 3
    }
  }

  /** Answers whether it arrived. */
  async function beat(): Promise<boolean> {
    const progress = progressToSay
    progressToSay = undefined
    const sentAt = performance.now()
    try {
      await client.request(HeartbeatTaskDocument, { ...held, progress }, { timeoutMs: leaseMs / 3, signal: stopped.signal })
    } catch (error) {
      if (stopped.signal.aborted) return true
      if (!(error instanceof UnavailableError)) throw error
      progressToSay ??= progress
      onError(error)
      return false
    }
    if (stopped.signal.aborted) return true
    clearTimeout(expiry)
    expiry = expireIn(sentAt + leaseMs - performance.now())
    return true
  }

  /** Texts that come while one is under way are told at once: the last of them. */
  async function progress(text: string): Promise<void> {
    lost.signal.throwIfAborted()
    progressToSay = text
    saying ??= sayAll().finally(() => (saying = undefined))
    await saying
    lost.signal.throwIfAborted()
  }

  async function sayAll(): Promise<void> {
    while (progressToSay !== undefined && !stopped.signal.aborted) {
      try {
        if (!(await beat())) return
      } catch (error) {
        if (error instanceof InvalidInputError) throw error
        lose(error)
      }
    }
  }

  function lose(cause: unknown): void {
    const why = cause instanceof HooklineError ? cause.message : String(cause)
    lost.abort(new LeaseLostError(held.id, `Task ${held.id} is lost: ${why}`, cause))
    stop()
  }

  function expireIn(ms: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => lose(new Error('the server was not reached before the lease ran out')), ms)
  }

  function stop(): void {
    clearTimeout(expiry)
    stopped.abort()
  }
}
