import type { Change, ChangeKind } from '../../model/feed.ts'

/** What every message of a subscription says. `node` is the row that the change is about, or null (CONNECTED, TRUNCATED, deleted). */
export interface LiveMessage {
  cursor: string
  kind: ChangeKind
  atMs: number
  nodeId: string | null
  node: LiveNode | null
}

/** A row as Prisma would return it, with the name of its GraphQL type. */
export type LiveNode = { __typename: 'WebhookEvent' | 'Task' | 'Webhook' | 'Action' | 'Question' | 'Proposal' | 'ApiKey' } & Record<
  string,
  unknown
>

/**
 * What a subscription field's `subscribe` returns: which changes it wants. It is an async iterable only in form;
 * src/graphql/live/subscribe.ts recognises it and runs it together with its equals.
 */
export interface LiveSource {
  /** A FeedCursor to resume behind; null: from now on. */
  after: string | null
  /** A first look at the feed's row alone; cheap. */
  wants(change: Change): boolean
  /** A second look at the row that was loaded; left out: every row is wanted. */
  holds?(node: LiveNode): boolean
}

const sources = new WeakMap<object, LiveSource>()

/** Makes the return value of a field's `subscribe`. */
export function live(source: LiveSource): AsyncIterable<LiveMessage> {
  const iterable: AsyncIterable<LiveMessage> = {
    [Symbol.asyncIterator]() {
      throw new Error('A live source is run by src/graphql/live/subscribe.ts')
    },
  }
  sources.set(iterable, source)
  return iterable
}

export function sourceOf(iterable: object): LiveSource | undefined {
  return sources.get(iterable)
}
