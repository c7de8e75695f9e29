import type { ActionKind } from '../generated/graphql.ts'

/** What each action does, in words. */
export const ACTIONS: Record<ActionKind, { name: string; text: string }> = {
  CREATE_TASK: { name: 'create task', text: 'Puts a task into the queue of an agent' },
  COMMENT: { name: 'comment', text: 'Writes where the event came from' },
  ASK: { name: 'ask', text: 'Asks a person there, and waits for the answer' },
  RESPOND: { name: 'respond', text: 'Answers the provider at once, or where the event came from' },
  FORWARD: { name: 'forward', text: 'Sends the delivery on, signed, to a URL or another webhook' },
}
