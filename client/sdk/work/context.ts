import type { Client } from '../client.ts'
import type { ActionStateFragment, ClaimedTaskFragment } from '../generated/graphql.ts'

/** A task that was claimed: what the agent is asked to do, and the event that it came of. */
export type Task = ClaimedTaskFragment

/** Answers the task's result, any JSON up to 1 MiB. An error fails the task, which is tried again; a FinalError is for good. */
export type Handler = (task: Task, context: TaskContext) => unknown

export interface AskOptions {
  /** Who may answer, as the provider names them. Default: anyone there but a bot; for an APPROVAL the project's members. */
  answerers?: readonly string[]
  /** When the question ends, 1 to 7,776,000 (90 days). Default: never. */
  timeoutSeconds?: number
  /** The answer where nobody gives one in time; else the question ends without. */
  defaultAnswer?: string
  /**
   * What makes the question the same when the task is begun again, up to 100,000 characters: it is then not put to people twice.
   * Default: its words, kind and options, and how many like it the handler has asked before. Give one where the words differ from
   * one run to the next.
   */
  key?: string
}

/** Puts a question to people where the task's event came from, and waits for the answer. */
export interface Ask {
  /** Any text. */
  (question: string, options?: AskOptions & { kind?: 'TEXT' }): Promise<string>
  /** One of 2 to 25 options. */
  <const Option extends string>(
    question: string,
    options: AskOptions & { kind?: 'CHOICE'; options: readonly [Option, Option, ...Option[]] },
  ): Promise<Option>
  /** Yes or no; `options` are two more words for it. */
  (question: string, options: AskOptions & { kind: 'APPROVAL'; options?: readonly [string, string] }): Promise<'approve' | 'reject'>
}

export interface SayOptions {
  /** Said once under this key, up to 150 printable characters, also when the task is begun again within 24 hours. */
  key?: string
}

/** What a handler works with. All of it throws a LeaseLostError once the task is no longer this worker's. */
export interface TaskContext {
  /** Ends when the lease is lost, the task is cancelled, or the worker's time to stop is up: leave off then. */
  signal: AbortSignal
  /** For other operations. */
  client: Client
  /** Shows how far it is, up to 2 kB. A server that cannot be reached is no error: it is told with the next heartbeat. */
  progress(text: string): Promise<void>
  /** What is said at the event's source when the task completes. The last one counts. */
  reply(text: string): void
  /**
   * Asks a person and waits for the answer, however long; heartbeats go on. When the process dies, the task is begun again,
   * and the same question finds what was asked and answered before.
   * @throws {QuestionExpiredError | QuestionCancelledError} there is no answer
   * @throws {StoppedError} the worker is stopping: let it through, and the task is handed back
   */
  ask: Ask
  /** Writes at the event's source. It answers once that is stored; `client` tells what became of it. */
  comment(message: string, options?: SayOptions): Promise<ActionStateFragment>
  /** The same by the event's own way back, such as Slack's response_url. */
  respond(response: string, options?: SayOptions): Promise<ActionStateFragment>
  /** Sends the delivery on. For an agent's key: to a registered URL, or a webhook that a command forwards to already. */
  forward(target: string, options?: SayOptions): Promise<ActionStateFragment>
}
