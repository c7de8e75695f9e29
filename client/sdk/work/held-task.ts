import type { Client } from '../client.ts'
import { link } from '../waiting.ts'
import { createAsk } from './ask.ts'
import type { Handler, Task, TaskContext } from './context.ts'
import { createFinish } from './finish.ts'
import { keepLease, type Lease } from './lease.ts'
import { createSayings } from './say.ts'

export interface Claimed {
  task: Task
  leaseToken: string
}

export interface TaskWork {
  handler: Handler
  leaseSeconds: number
  /** Ends when the worker is to stop: who waits for a person hands the task back. */
  stopping: AbortSignal
  /** Ends when the time to stop is up: every task is handed back. */
  ending: AbortSignal
  onError(error: unknown, task: Task): void
}

/** One claimed task from its claim to its end. Never throws. */
export async function workOn(client: Client, { task, leaseToken }: Claimed, work: TaskWork): Promise<void> {
  const held = { id: task.id, leaseToken }
  const onError = (error: unknown) => work.onError(error, task)
  const lease = keepLease(client, held, { leaseSeconds: work.leaseSeconds, onError })
  const finish = createFinish(client, { task, held, lease, ending: work.ending, onError })
  const run = startRun(client, task, lease, work)
  try {
    await finish.complete(await run.result, run.reply())
  } catch (error) {
    await finish.giveUp(error).catch(onError)
  } finally {
    run.end()
    lease.stop()
  }
}

/** Begins the handler. `result` rejects when it does, and when the time for it is up. */
function startRun(client: Client, task: Task, lease: Lease, { handler, stopping, ending }: TaskWork) {
  const running = link(lease.signal, ending)
  const asking = link(running.signal, stopping)
  let reply: string | undefined
  const context: TaskContext = {
    signal: running.signal,
    client,
    progress: lease.progress,
    reply: (text) => void (reply = text),
    ask: createAsk(client, task, asking.signal),
    ...createSayings(client, task, running.signal),
  }
  return { result: Promise.race([begin(), timeIsUp(ending, running.signal)]), reply: () => reply, end }

  async function begin(): Promise<unknown> {
    return handler(task, context)
  }

  function end(): void {
    asking.end()
    running.end()
  }
}

/** Rejects when `ending` ends, as long as `running` has not. */
function timeIsUp(ending: AbortSignal, running: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    running.addEventListener('abort', () => ending.aborted && reject(ending.reason))
  })
}
