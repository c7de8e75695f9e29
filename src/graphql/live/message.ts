import { type ExecutionResult, GraphQLError } from 'graphql'
import { encodeCursor } from '../../model/cursor.ts'
import type { Change } from '../../model/feed.ts'
import type { Executor } from './compiled.ts'
import type { LiveMessage, LiveNode, LiveSource } from './source.ts'

/** One executed message, written once for all who get it. */
export interface Message {
  seq: number
  cursor: string
  /** The execution result as JSON. */
  json: string
  /** The same as bytes; made when the first subscriber over a WebSocket takes it. */
  bytes?: Buffer
  /** The same as bytes of a server-sent event; made when the first such subscriber takes it. */
  sse?: Uint8Array
}

/** How a change becomes a message for one operation: shared by equals, and used by each alone while it catches up. */
export interface Recipe {
  execute: Executor
  source: LiveSource
  /** The document asks for payloads: they are read only then, and one change at a time is executed. */
  wantsHeavy: boolean
  /** A fresh context for each execution: Pothos keeps loaders by context. */
  freshContext(): unknown
  mask(result: ExecutionResult): ExecutionResult
}

/** Changes with the rows that they are about. */
export interface Page {
  changes: readonly Change[]
  nodes: ReadonlyMap<string, LiveNode>
}

const TOGETHER = 50

/** A page in the steps in which it is executed: the reads of a step's resolvers meet in one batch. */
export function* stepsOf({ changes, nodes }: Page, { wantsHeavy }: Recipe): Generator<Page> {
  const size = wantsHeavy ? 1 : TOGETHER
  for (let at = 0; at < changes.length; at += size) yield { changes: changes.slice(at, at + size), nodes }
}

/** Executes the recipe for the changes of one step that it wants; the messages are in the changes' order. Never throws. */
export function makeMessages(recipe: Recipe, { changes, nodes }: Page): Promise<Message[]> | Message[] {
  const context = recipe.freshContext()
  const made = changes.map((change) => makeMessage(recipe, change, nodes.get(change.nodeId) ?? null, context)).filter((one) => one !== null)
  // Awaiting what is there already would cost a turn for each change.
  return made.some((one) => one instanceof Promise) ? Promise.all(made) : (made as Message[])
}

/** A message about no change: CONNECTED, TRUNCATED. */
export function announce(recipe: Recipe, seq: number, kind: LiveMessage['kind']): Promise<Message> | Message {
  return executeMessage(recipe, seq, { cursor: encodeCursor(seq), kind, atMs: Date.now(), nodeId: null, node: null }, recipe.freshContext())
}

function makeMessage(recipe: Recipe, change: Change, node: LiveNode | null, context: unknown): Promise<Message> | Message | null {
  const live = { cursor: encodeCursor(change.seq), kind: change.kind, atMs: change.atMs, nodeId: change.nodeId, node }
  try {
    if (node !== null && recipe.source.holds?.(node) === false) return null
  } catch (error) {
    return toMessage(recipe, live.cursor, change.seq, failure(error))
  }
  return executeMessage(recipe, change.seq, live, context)
}

/** Whatever goes wrong with one change is its own message's error: the stream goes on, and has no gap. */
function executeMessage(recipe: Recipe, seq: number, live: LiveMessage, context: unknown): Promise<Message> | Message {
  const done = (result: ExecutionResult) => toMessage(recipe, live.cursor, seq, result)
  const failed = (error: unknown) => done(failure(error))
  try {
    const result = recipe.execute(live, context)
    return result instanceof Promise ? result.then(done).catch(failed) : done(result)
  } catch (error) {
    return failed(error)
  }
}

function toMessage(recipe: Recipe, cursor: string, seq: number, result: ExecutionResult): Message {
  return { seq, cursor, json: JSON.stringify(recipe.mask(result)) }
}

function failure(error: unknown): ExecutionResult {
  const cause = error instanceof Error ? error : new Error(String(error))
  return { errors: [cause instanceof GraphQLError ? cause : new GraphQLError(cause.message, { originalError: cause })] }
}
