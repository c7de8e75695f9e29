import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, feedBounds, readFeed } from '../../backends/database/database.ts'
import type { Feed } from '../../backends/feed/feed.ts'
import { decodeCursor, encodeCursor } from '../../model/cursor.ts'
import type { ChangeKind } from '../../model/feed.ts'
import { executeMessage, type Member, type Message, makeMessage, type Recipe } from './group.ts'
import { loadNodes } from './nodes.ts'

/** Where a subscriber's messages go: a socket's operation or an event stream. */
export interface Sink {
  send(message: Message): void
  /** Bytes that were sent and not yet taken. */
  bufferedBytes(): number
  /** The subscriber took nothing for too long. */
  tooSlow(): void
}

interface Options {
  db: Database
  feed: Feed
  recipe: Recipe
  wantsHeavy: boolean
  slowTimeoutMs: number
  join(member: Member): void
  leave(member: Member): void
  ended(): void
}

const PAGE = 200
/** A live subscriber with more than this waiting leaves its group and reads on from the database when it has taken it. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024
const DRAINED_BYTES = 256 * 1024
const DRAIN_POLL_MS = 10

/**
 * One subscriber. First CONNECTED with a cursor, then what was missed, in order, from the database; at its end it joins
 * the live group of its equals. As an iterator it yields nothing and only ends: messages go straight to the sink.
 */
export class LiveSubscription implements Member, AsyncIterableIterator<never> {
  seq = 0
  readonly #options: Options
  #sink: Sink | null = null
  #live = false
  #ended = false
  #end!: () => void
  readonly #whenEnded = new Promise<void>((resolve) => {
    this.#end = resolve
  })

  constructor(options: Options) {
    this.#options = options
  }

  /** Starts the flow. */
  attach(sink: Sink): void {
    this.#sink = sink
    this.#start().catch(() => this.end())
  }

  take(message: Message): void {
    this.#sink!.send(message)
    if (this.#sink!.bufferedBytes() > MAX_BUFFERED_BYTES) {
      this.#options.leave(this)
      this.fallBehind()
    }
  }

  /** Goes on by itself, from the database, until it has caught up again. */
  fallBehind(): void {
    this.#live = false
    this.#catchUp().catch(() => this.end())
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    if (this.#live) this.#options.leave(this)
    this.#options.ended()
    this.#end()
  }

  async #start(): Promise<void> {
    const { after } = this.#options.recipe.source
    const { first, last } = await feedBounds(this.#options.db)
    this.seq = after === null ? this.#options.feed.position() : decodeCursor(after)
    await this.#announce('CONNECTED')
    if (this.seq < first - 1 || this.seq > last || (first === 0 && this.seq < last)) {
      this.seq = first > 0 && this.seq < first - 1 ? first - 1 : last
      await this.#announce('TRUNCATED')
    }
    await this.#catchUp()
  }

  async #announce(kind: ChangeKind): Promise<void> {
    const message = { cursor: encodeCursor(this.seq), kind, atMs: Date.now(), nodeId: null, node: null }
    const made = await executeMessage(this.#options.recipe, this.seq, message)
    if (!this.#ended) this.#sink!.send(made)
  }

  async #catchUp(): Promise<void> {
    const { db, feed, wantsHeavy, join } = this.#options
    while (!this.#ended) {
      if (!(await this.#drained())) return this.#sink!.tooSlow()
      // No wait lies between this look and joining: whatever the feed hands out next goes to this subscriber too.
      if (this.seq >= feed.position()) {
        if (this.#ended) return
        this.#live = true
        return join(this)
      }
      const changes = await readFeed(db, this.seq, PAGE)
      const wanted = changes.filter((change) => this.#options.recipe.source.wants(change))
      const nodes = await loadNodes(db, wanted, wantsHeavy)
      for (const change of wanted) {
        const message = await makeMessage(this.#options.recipe, change, nodes)
        if (this.#ended) return
        if (message) this.#sink!.send(message)
      }
      this.seq = changes.at(-1)?.seq ?? feed.position()
    }
  }

  async #drained(): Promise<boolean> {
    let least = this.#sink!.bufferedBytes()
    let until = Date.now() + this.#options.slowTimeoutMs
    while (least > DRAINED_BYTES && !this.#ended) {
      await sleep(DRAIN_POLL_MS)
      const buffered = this.#sink!.bufferedBytes()
      if (buffered < least) until = Date.now() + this.#options.slowTimeoutMs
      else if (Date.now() > until) return false
      least = Math.min(least, buffered)
    }
    return true
  }

  async next(): Promise<IteratorResult<never>> {
    await this.#whenEnded
    return { done: true, value: undefined }
  }

  async return(): Promise<IteratorResult<never>> {
    this.end()
    return { done: true, value: undefined }
  }

  async throw(): Promise<IteratorResult<never>> {
    return this.return()
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
