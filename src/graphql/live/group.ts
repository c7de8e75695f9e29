import { setImmediate } from 'node:timers/promises'
import { type ExecutionArgs, type ExecutionResult, execute } from 'graphql'
import { encodeCursor } from '../../model/cursor.ts'
import type { Change } from '../../model/feed.ts'
import type { LiveMessage, LiveNode, LiveSource } from './source.ts'

/** One executed message, written once for all who get it. */
export interface Message {
  seq: number
  cursor: string
  /** The execution result as JSON. */
  json: string
  /** The same as bytes of a server-sent event; made when the first such subscriber takes it. */
  sse?: Uint8Array
}

/** A subscriber that has caught up and takes part. */
export interface Member {
  /** The last position it was given; older messages are not for it. */
  seq: number
  take(message: Message): void
}

/** How a change becomes a message for one operation: shared by equals, and used by each alone while it catches up. */
export interface Recipe {
  args: ExecutionArgs
  source: LiveSource
  /** A fresh context for each execution: Pothos keeps loaders by context. */
  freshContext(): unknown
  mask(result: ExecutionResult): ExecutionResult
}

/** Executes the recipe for one change; null: the subscriber did not ask for it. */
export function makeMessage(
  recipe: Recipe,
  change: Change,
  nodes: ReadonlyMap<string, LiveNode>,
): Promise<Message | null> | Message | null {
  const node = nodes.get(change.nodeId) ?? null
  if (!recipe.source.wants(change) || (node !== null && recipe.source.holds?.(node) === false)) return null
  return executeMessage(recipe, change.seq, {
    cursor: encodeCursor(change.seq),
    kind: change.kind,
    atMs: change.atMs,
    nodeId: change.nodeId,
    node,
  })
}

export function executeMessage(recipe: Recipe, seq: number, live: LiveMessage): Promise<Message> | Message {
  const result = execute({ ...recipe.args, rootValue: live, contextValue: recipe.freshContext() })
  const toMessage = (done: ExecutionResult): Message => ({ seq, cursor: live.cursor, json: JSON.stringify(recipe.mask(done)) })
  return result instanceof Promise ? result.then(toMessage) : toMessage(result as ExecutionResult)
}

/** Above this many changes that wait for execution, members leave and catch up from the database by themselves. */
const MAX_WAITING = 5000
/** Deliveries on their way in wait no longer than this for messages on their way out. */
const SLICE_MS = 2

/** Equal subscriptions (operation, variables, rights): executed once for each change, in order. */
export class Group {
  readonly members = new Set<Member>()
  readonly recipe: Recipe
  readonly #onOverflow: (members: Member[]) => void
  #waiting: [Change, ReadonlyMap<string, LiveNode>][] = []
  #running = false

  constructor(recipe: Recipe, onOverflow: (members: Member[]) => void) {
    this.recipe = recipe
    this.#onOverflow = onOverflow
  }

  wants(change: Change): boolean {
    return this.recipe.source.wants(change)
  }

  add(changes: readonly Change[], nodes: ReadonlyMap<string, LiveNode>): void {
    for (const change of changes) this.#waiting.push([change, nodes])
    if (this.#waiting.length > MAX_WAITING) this.#overflow()
    else if (!this.#running) void this.#run()
  }

  async #run(): Promise<void> {
    this.#running = true
    let sliceEndsAt = performance.now() + SLICE_MS
    for (let at = 0; at < this.#waiting.length; at++) {
      const [change, nodes] = this.#waiting[at]!
      const made = makeMessage(this.recipe, change, nodes)
      // Awaiting what is there already would cost a turn for each change.
      const message = made instanceof Promise ? await made : made
      if (message) this.#deliver(message)
      if (performance.now() > sliceEndsAt) {
        await setImmediate()
        sliceEndsAt = performance.now() + SLICE_MS
      }
    }
    this.#waiting = []
    this.#running = false
  }

  #deliver(message: Message): void {
    for (const member of this.members) {
      if (message.seq <= member.seq) continue
      member.seq = message.seq
      member.take(message)
    }
  }

  #overflow(): void {
    this.#waiting.length = 0
    const members = [...this.members]
    this.members.clear()
    this.#onOverflow(members)
  }
}
