import { type Client, type ClientOptions, createClient } from './client.ts'
import { FeedCursorDocument } from './generated/graphql.ts'
import { createMessages, type Messages } from './messages.ts'
import type { Handler } from './work/context.ts'
import { startWork, type Work, type WorkOptions } from './work/work.ts'

export interface Hookline extends Client, Messages {
  /** Now, as a cursor: hand it in as `after` once something else is done, and nothing is missed. */
  cursor(): Promise<string>
  /**
   * Takes an agent's tasks, one after the other or several at once, until it is stopped. What `handler` returns is the task's
   * result; an error that it throws fails the task, which is then tried again (a FinalError: is not).
   */
  work(agent: string, handler: Handler, options?: WorkOptions): Work
}

/** The whole of Hookline: operations, live streams, and work. */
export function createHookline(options: ClientOptions): Hookline {
  const client = createClient(options)
  return {
    ...client,
    ...createMessages(client),
    cursor: async () => (await client.request(FeedCursorDocument, {})).feedCursor,
    work: (agent, handler, workOptions) => startWork(client, { agent, handler, ...workOptions }),
  }
}
