import type { Client, TypedDocument } from '../client.ts'
import { ConflictError, FinalError, LeaseLostError, StoppedError, UnavailableError } from '../errors.ts'
import { CompleteTaskDocument, FailTaskDocument, ReleaseTaskDocument, TaskDocument } from '../generated/graphql.ts'
import type { Task } from './context.ts'
import type { Held, Lease } from './lease.ts'

interface Finishing {
  task: Task
  held: Held
  lease: Lease
  /** Ended: there is no more time to try again. */
  ending: AbortSignal
  onError(error: unknown): void
}

/** Characters of an error that are told. */
const MAX_ERROR_CHARS = 4000

/** The ends of a task. Heartbeats go on meanwhile, so each write is tried again for as long as the task is held. */
export function createFinish(client: Client, { task, held, lease, ending, onError }: Finishing) {
  return { complete, giveUp }

  /** @throws {LeaseLostError | FinalError} it was not taken */
  async function complete(result: unknown, reply: string | undefined): Promise<void> {
    lease.signal.throwIfAborted()
    try {
      await write(CompleteTaskDocument, { ...held, result, reply })
    } catch (error) {
      if (error instanceof LeaseLostError && (await isCompleted())) return
      if (error instanceof LeaseLostError || error instanceof UnavailableError) throw error
      throw new FinalError(`The result was not taken: ${messageOf(error)}`, { cause: error })
    }
  }

  /** Fails the task, or hands it back where it is the worker that ends. */
  async function giveUp(error: unknown): Promise<void> {
    if (lease.signal.aborted) return onError(lease.signal.reason)
    if (ending.aborted || error instanceof StoppedError) return write(ReleaseTaskDocument, held)
    onError(error)
    if (error instanceof LeaseLostError) return
    const text = messageOf(error).slice(0, MAX_ERROR_CHARS)
    await write(FailTaskDocument, { ...held, error: text, retry: !(error instanceof FinalError) })
  }

  async function write<Result, Variables>(document: TypedDocument<Result, Variables>, variables: Variables): Promise<void> {
    const retry = ending.aborted ? false : onError
    try {
      await client.request(document, variables, { signal: lease.signal, retry, idempotencyKey: null })
    } catch (error) {
      throw error instanceof ConflictError ? new LeaseLostError(task.id, error.message, error) : error
    }
  }

  /** Whether a completion was taken although its answer did not arrive: only who holds this attempt could complete it. */
  async function isCompleted(): Promise<boolean> {
    const { task: now } = await client.request(TaskDocument, { id: task.id })
    return now?.status === 'COMPLETED' && now.attempt === task.attempt
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error && (error.message || error.name)) || String(error)
}
