import { carryOut } from '../actions/carry-out/index.ts'
import { Failed, type Tools } from '../actions/carry-out/job.ts'
import { type Database, ExpectationFailed, type Statement } from '../backends/database/database.ts'
import type { Queue } from '../backends/queue/queue.ts'
import type { Logger } from '../log.ts'
import type { Meter } from '../model/meter.ts'
import { startRounds } from '../model/rounds.ts'
import { type Span, type Tracer, traceOf } from '../model/tracer.ts'
import type { Outgoing } from './breaker.ts'
import { credentialUse, watchCredentials } from './credential-use.ts'
import { failed, type Leased, lease, renewal, skipped, succeeded } from './jobs.ts'
import { nextTryMs, pauseUntilMs } from './schedule.ts'

interface Deps {
  db: Database
  tools: Tools
  meter: Pick<Meter, 'tried' | 'leasesLost'>
  tracer: Tracer
  /** Tells one of the servers that there is something to send. */
  queue: Queue
  breaker: { admit(outgoing: Outgoing): Promise<string | null> }
  log: Logger
  now(): number
}

/** Carries out actions that have an effect outside. */
export interface Actions {
  /** There may be something to do; the sweep would find it anyway. */
  wake(): void
  /** Takes nothing more, and waits for what is under way. */
  close(): Promise<void>
}

const SWEEP_MS = 1000
const MAX_RUNNING = 32
/** So that a provider that does not answer leaves room for the others. */
const MAX_PER_LANE = 8
/** Renewed while the try goes on, so that what a dead process has held is soon taken up. */
const LEASE_MS = 20_000
const RENEW_MS = 5000

/** The row is the truth and `wake` only a hint: a job whose lease has run out is taken by whoever comes first. */
export function startActions({ db, tools, meter, tracer, queue, breaker, log, now }: Deps): Actions {
  const running = new Map<Leased, Promise<void>>()
  const inLane = new Map<string, number>()
  const pausedUntilMs = new Map<string, number>()
  const renewing = setInterval(() => void renewLeases(), RENEW_MS)
  renewing.unref()
  const rounds = startRounds({
    everyMs: SWEEP_MS,
    round: look,
    failed: (err) => log.error({ err }, 'outgoing actions could not be read'),
  })
  queue.work(rounds.wake)
  return { wake: queue.tell, close }

  async function close(): Promise<void> {
    await queue.close()
    await rounds.close()
    await Promise.all(running.values())
    clearInterval(renewing)
  }

  async function renewLeases(): Promise<void> {
    if (running.size === 0) return
    await db
      .write([renewal([...running.keys()], now() + LEASE_MS)])
      .catch((err) => log.error({ err }, 'leases on actions could not be renewed'))
  }

  /** While all hands are full nothing is taken; who gets one free wakes. */
  async function look(): Promise<boolean> {
    if (running.size >= MAX_RUNNING) return false
    const leased = await lease(db, { nowMs: now(), leaseMs: LEASE_MS, without: busyLanes(), limit: MAX_PER_LANE })
    for (const one of leased) start(one)
    return leased.length > 0
  }

  /** A page may bring a lane a little over its limit, never by more than a page. */
  function busyLanes(): string[] {
    for (const [lane, untilMs] of pausedUntilMs) if (untilMs <= now()) pausedUntilMs.delete(lane)
    const full = [...inLane].filter(([, count]) => count >= MAX_PER_LANE).map(([lane]) => lane)
    return [...new Set([...full, ...pausedUntilMs.keys()])]
  }

  function start(leased: Leased): void {
    inLane.set(leased.lane, (inLane.get(leased.lane) ?? 0) + 1)
    const work = attempt(leased)
      .catch((err) => log.error({ err, actionId: leased.job.actionId }, 'an action could not be worked off'))
      .finally(() => {
        running.delete(leased)
        const left = (inLane.get(leased.lane) ?? 1) - 1
        if (left > 0) inLane.set(leased.lane, left)
        else inLane.delete(leased.lane)
        rounds.wake()
      })
    running.set(leased, work)
  }

  async function attempt(leased: Leased): Promise<void> {
    const { job, tries } = leased
    const startedAtMs = now()
    const stopped = tries === 0 && !job.uncertain ? await breaker.admit(outgoingOf(leased)) : null
    const ended = () => ({ leased, startedAtMs, endedAtMs: now() })
    if (stopped !== null) return store(leased, skipped(ended(), stopped), 'SKIPPED', stopped)
    const watched = watchCredentials(tools)
    const span = startSpan(leased)
    const use = (isLast: boolean) => (watched.wereUsed() && (isLast || tries === 0) ? [credentialUse(job, tries + 1, now())] : [])
    try {
      const done = await carryOut(tracedBy(job, span), watched.tools)
      span.end(done.statusCode === null ? {} : { 'http.response.status_code': done.statusCode })
      await store(leased, [...succeeded(ended(), done), ...use(true)], 'SUCCEEDED')
    } catch (error) {
      span.end({}, error instanceof Failed ? error.message : 'internal')
      if (!(error instanceof Failed)) throw error
      const { retryable, throttled, retryAfterMs } = error.detail
      if (throttled) pausedUntilMs.set(leased.lane, pauseUntilMs(now(), retryAfterMs))
      const nextMs = retryable ? nextTryMs(tries + 1, now(), retryAfterMs) : null
      const unit = [...failed(ended(), error, nextMs), ...use(nextMs === null)]
      await store(leased, unit, nextMs === null ? 'EXHAUSTED' : 'RETRYING', error.message)
    }
  }

  function startSpan({ job, tries }: Leased): Span {
    const { event, actionId, kind } = job
    const about = { 'hookline.action.id': actionId, 'hookline.event.id': event.id, 'hookline.webhook.id': event.webhookId }
    return tracer.start(kind, { kind: 'client', parent: event.traceParent, attributes: { ...about, 'hookline.action.try': tries + 1 } })
  }

  async function store({ job, tries }: Leased, unit: Statement[], status: string, reason?: string): Promise<void> {
    const about = {
      actionId: job.actionId,
      eventId: job.event.id,
      webhookId: job.event.webhookId,
      kind: job.kind,
      try: tries + 1,
      status,
      reason,
      ...traceOf(job.event.traceParent),
    }
    try {
      await db.write(unit)
    } catch (error) {
      if (!(error instanceof ExpectationFailed)) throw error
      meter.leasesLost('action', 1)
      log.warn(about, 'the lease on an action was lost; what came of it is not stored')
      return
    }
    meter.tried(job.event.provider, job.kind, status)
    if (status === 'SUCCEEDED') log.info(about, 'action carried out')
    else log.warn(about, 'action not carried out')
  }
}

/** What it does outside goes on with the try, where traces are sent. */
function tracedBy(job: Leased['job'], { context }: Span): Leased['job'] {
  return context === null ? job : { ...job, event: { ...job.event, traceParent: context } }
}

function outgoingOf({ job: { event } }: Leased): Outgoing {
  return { eventId: event.id, webhookId: event.webhookId, thread: event.subject?.thread ?? null }
}
