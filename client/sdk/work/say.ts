import type { Client, RequestOptions, TypedDocument } from '../client.ts'
import { HooklineError } from '../errors.ts'
import { CommentDocument, ForwardDocument, RespondDocument } from '../generated/graphql.ts'
import type { SayOptions, Task, TaskContext } from './context.ts'

/** What a handler can do at its event's source; `signal` ends all of it. */
export function createSayings(client: Client, task: Task, signal: AbortSignal): Pick<TaskContext, 'comment' | 'respond' | 'forward'> {
  return {
    comment: async (message, options) => (await say(CommentDocument, { eventId: eventId(), message }, options)).comment.action,
    respond: async (response, options) => (await say(RespondDocument, { eventId: eventId(), response }, options)).respond.action,
    forward: async (target, options) => (await say(ForwardDocument, { eventId: eventId(), target }, options)).forward.action,
  }

  function say<Result, Variables>(document: TypedDocument<Result, Variables>, variables: Variables, { key }: SayOptions = {}) {
    const options: RequestOptions = { signal, retry: true, ...(key !== undefined && { idempotencyKey: `${task.id} ${key}` }) }
    return client.request(document, variables, options)
  }

  function eventId(): string {
    if (task.event) return task.event.id
    throw new HooklineError({ code: 'no_event', message: 'This task came of no event: there is nowhere to write' })
  }
}
