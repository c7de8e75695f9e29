import type { Client } from '../client.ts'
import { StoppedError } from '../errors.ts'
import { ClaimTaskDocument, ReleaseTaskDocument } from '../generated/graphql.ts'
import { wait } from '../waiting.ts'
import type { Handler, Task } from './context.ts'
import { type Claimed, workOn } from './held-task.ts'

export interface WorkOptions {
  /** How many tasks at once. Default: 1. */
  concurrency?: number
  /** How long a task stays with a worker that falls silent, 5 to 3600. Default: 60. */
  leaseSeconds?: number
  /** How long one request waits for a task, 0 to 60. Default: 30. */
  waitSeconds?: number
  /** After a stop: how long running handlers have before their tasks are handed back. Default: 30. */
  graceSeconds?: number
  /** Stops the work. */
  signal?: AbortSignal
  /**
   * Told of everything that goes wrong: a handler's error, a lost lease, a server that cannot be reached and is tried again.
   * Default: console.error.
   */
  onError?(error: unknown, task?: Task): void
}

export interface Work {
  /** How many tasks are under way. */
  readonly running: number
  /** Takes no more tasks, and gives those under way their time. Answers when all are ended or handed back. */
  stop(): Promise<void>
  /**
   * Resolves after a stop, when no task is under way any more.
   * Rejects when the server refuses the worker for good: a wrong key, or another agent's.
   */
  finished: Promise<void>
}

interface Worker extends WorkOptions {
  agent: string
  handler: Handler
}

/** What a request may take beyond the time that it waits for a task. */
const ANSWER_MS = 15_000
/** After a stop: what is claimed already is given time to arrive, else nobody has it until its lease runs out. */
const LAST_CLAIM_MS = 1000

/** One loop claims; the tasks then go their own way. */
export function startWork(client: Client, worker: Worker): Work {
  const { agent, handler, concurrency = 1, leaseSeconds = 60, waitSeconds = 30, graceSeconds = 30, signal } = worker
  const onError = worker.onError ?? logError
  const [stopping, ending, claiming] = [new AbortController(), new AbortController(), new AbortController()]
  const running = new Set<Promise<void>>()
  let grace: ReturnType<typeof setTimeout> | undefined
  if (signal?.aborted) beginStop()
  signal?.addEventListener('abort', beginStop)
  const finished = claimOn().finally(settle)
  return {
    finished,
    stop,
    get running() {
      return running.size
    },
  }

  async function claimOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (running.size >= concurrency) await Promise.race(running)
      else await claimOne()
    }
  }

  async function claimOne(): Promise<void> {
    const claimed = await claim()
    if (claimed && stopping.signal.aborted) await handBack(claimed)
    else if (claimed) start(claimed)
  }

  /** Null: none came, or the worker is to stop. */
  async function claim(): Promise<Claimed | null> {
    try {
      const { claimTask } = await client.request(
        ClaimTaskDocument,
        { agent, leaseSeconds, waitSeconds },
        { signal: claiming.signal, timeoutMs: waitSeconds * 1000 + ANSWER_MS, retry: (error) => onError(error), idempotencyKey: null },
      )
      return claimTask.task && { task: claimTask.task, leaseToken: claimTask.leaseToken ?? '' }
    } catch (error) {
      if (stopping.signal.aborted) return null
      throw error
    }
  }

  async function handBack({ task, leaseToken }: Claimed): Promise<void> {
    await client.request(ReleaseTaskDocument, { id: task.id, leaseToken }).catch((error) => onError(error, task))
  }

  function start(claimed: Claimed): void {
    const work = { handler, leaseSeconds, stopping: stopping.signal, ending: ending.signal, onError }
    const done = workOn(client, claimed, work).finally(() => running.delete(done))
    running.add(done)
  }

  function beginStop(): void {
    if (stopping.signal.aborted) return
    stopping.abort(new StoppedError())
    void wait(LAST_CLAIM_MS, claiming.signal).then(() => claiming.abort())
    grace = setTimeout(() => ending.abort(new StoppedError()), graceSeconds * 1000)
  }

  async function settle(): Promise<void> {
    beginStop()
    claiming.abort()
    await Promise.all(running)
    clearTimeout(grace)
    signal?.removeEventListener('abort', beginStop)
  }

  async function stop(): Promise<void> {
    beginStop()
    await finished
  }
}

function logError(error: unknown, task?: Task): void {
  console.error(task ? `Task ${task.id}:` : 'Work:', error)
}
