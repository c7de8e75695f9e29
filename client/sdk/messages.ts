import type { Client, StreamOptions, TypedDocument } from './client.ts'
import {
  type ActionStateFragment,
  ActionStreamDocument,
  type ChangeKind,
  type EventFilter,
  EventStreamDocument,
  type EventSummaryFragment,
  type QuestionStateFragment,
  QuestionStreamDocument,
  type TaskStateFragment,
  TaskStreamDocument,
} from './generated/graphql.ts'

/** One change, with the thing as it is now. */
export type Change<Kind extends ChangeKind, Name extends string, Thing> = { kind: Kind; cursor: string } & Record<Name, Thing>
/** What lies between the cursor that was handed in and here is no longer kept: read anew what matters. */
export type Truncated<Name extends string> = Change<'TRUNCATED', Name, null>

type Kinds<Prefix extends string> = Extract<ChangeKind, `${Prefix}_${string}`>
export type EventMessage = Change<Kinds<'EVENT'>, 'event', EventSummaryFragment> | Truncated<'event'>
export type TaskMessage = Change<Kinds<'TASK'>, 'task', TaskStateFragment> | Truncated<'task'>
export type QuestionMessage = Change<Kinds<'QUESTION'>, 'question', QuestionStateFragment> | Truncated<'question'>
export type ActionMessage = Change<Kinds<'ACTION'>, 'action', ActionStateFragment> | Truncated<'action'>

export interface MessageOptions extends StreamOptions {
  /** Told with each connection, the first one too, and from which cursor on it is heard what happens. */
  onConnect?(cursor: string): void
}

/**
 * Live streams: each yields what happens, until `signal` or a `break` ends it. They reconnect by themselves and go on behind
 * the last message, with nothing missed and nothing repeated. A message's `cursor`, kept and handed in as `after`, lets another
 * process go on there. A change of a thing that is gone since is left out.
 * All throw a HooklineError when the server refuses the stream for good: a wrong key, a wrong cursor or filter.
 */
export interface Messages {
  /** Events as they are received and decided. */
  events(where?: EventFilter, options?: MessageOptions): AsyncGenerator<EventMessage, void>
  /** Tasks, of one agent or of all, as they are queued, claimed and finished. */
  tasks(agent?: string, options?: MessageOptions): AsyncGenerator<TaskMessage, void>
  /** Questions, one or all, as they are asked, answered and closed. */
  questions(id?: string, options?: MessageOptions): AsyncGenerator<QuestionMessage, void>
  /** Actions, of one event or of all, as they succeed and fail. */
  actions(eventId?: string, options?: MessageOptions): AsyncGenerator<ActionMessage, void>
}

export function createMessages(client: Client): Messages {
  return {
    events: (where, options) => follow(client, EventStreamDocument, { where }, options) as AsyncGenerator<EventMessage, void>,
    tasks: (agent, options) => follow(client, TaskStreamDocument, { agent }, options) as AsyncGenerator<TaskMessage, void>,
    questions: (id, options) => follow(client, QuestionStreamDocument, { id }, options) as AsyncGenerator<QuestionMessage, void>,
    actions: (eventId, options) => follow(client, ActionStreamDocument, { eventId }, options) as AsyncGenerator<ActionMessage, void>,
  }
}

/** The one field of a stream's messages. CONNECTED is told and not yielded. */
async function* follow<Result extends object, Variables>(
  client: Client,
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  options: MessageOptions = {},
): AsyncGenerator<unknown, void> {
  for await (const result of client.subscribe(document, variables, options)) {
    const [message] = Object.values(result) as [{ kind: ChangeKind; cursor: string } & Record<string, unknown>]
    if (message.kind === 'CONNECTED') options.onConnect?.(message.cursor)
    else if (message.kind === 'TRUNCATED' || Object.values(message).every((value) => value !== null)) yield message
  }
}
