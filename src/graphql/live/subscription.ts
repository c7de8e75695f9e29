import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../backends/database/database.ts'
import type { Feed } from '../../backends/feed/feed.ts'
import { decodeCursor } from '../../model/cursor.ts'
import type { Member } from './group.ts'
import { announce, type Message, makeMessages, type Recipe, stepsOf } from './message.ts'
import { whatIsKept } from './missed.ts'
import { loadNodes } from './nodes.ts'
import { createPace } from './pace.ts'

/** Why the server ends a subscription that its client did not end. */
export type CloseReason = 'slow' | 'failed' | 'forbidden'

/** Where a subscriber's messages go: a socket's operation or an event stream. */
export interface Sink {
  send(message: Message): void
  /** Bytes that were sent and not yet taken. */
  bufferedBytes(): number
  /** Hands on what `send` has kept, before something else is said on the same connection. */
  flush?(): void
  close(reason: CloseReason): void
}

interface Options {
  db: Database
  feed: Feed
  recipe: Recipe
  /** A subscriber that takes nothing for this long while data waits for it is closed. */
  slowTimeoutMs: number
  join(member: Member): void
  leave(member: Member): void
  failed(error: unknown): void
  ended(): void
}

const PAGE = 200
/** A subscriber with more than this waiting is sent nothing more until it has taken it; it reads on from the database then. */
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
    this.#start().catch((error) => this.fail(error))
  }

  take(message: Message): void {
    this.#sink!.send(message)
    if (this.#sink!.bufferedBytes() <= MAX_BUFFERED_BYTES) return
    this.#leave()
    this.#catchUp().catch((error) => this.fail(error))
  }

  /** Something broke on this side: the client is to come back with its cursor. */
  fail(error: unknown): void {
    if (this.#ended) return
    this.#options.failed(error)
    this.close('failed')
  }

  /** Lets the transport say why, and ends. */
  close(reason: CloseReason): void {
    if (this.#ended) return
    this.#sink?.flush?.()
    this.#sink?.close(reason)
    this.end()
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#sink?.flush?.()
    this.#leave()
    this.#options.ended()
    this.#end()
  }

  #leave(): void {
    if (this.#live) this.#options.leave(this)
    this.#live = false
  }

  async #start(): Promise<void> {
    const { feed, recipe } = this.#options
    const { after } = recipe.source
    this.seq = after === null ? feed.position() : decodeCursor(after)
    await this.#announce('CONNECTED')
    await this.#skipWhatIsGone()
    await this.#catchUp()
  }

  async #catchUp(): Promise<void> {
    const { db, feed, recipe, join } = this.#options
    const pause = createPace()
    while (await this.#drained()) {
      await pause()
      // No wait lies between this look and joining: whatever the feed hands out next goes to this subscriber too.
      if (this.seq >= feed.position()) {
        if (this.#ended) return
        this.#live = true
        return join(this)
      }
      const upTo = feed.position()
      const changes = await db.readFeed(this.seq, PAGE)
      // Looked at after the page was read: what the retention takes away meanwhile is not passed over in silence.
      if (await this.#skipWhatIsGone()) continue
      const wanted = changes.filter((change) => recipe.source.wants(change))
      const page = { changes: wanted, nodes: await loadNodes(db, wanted, recipe.wantsHeavy) }
      for (const step of stepsOf(page, recipe)) {
        this.#send(await makeMessages(recipe, step))
        if (this.#sink!.bufferedBytes() > MAX_BUFFERED_BYTES && !(await this.#drained())) return
        await pause()
      }
      this.seq = changes.at(-1)?.seq ?? upTo
    }
  }

  /**
   * Where what comes next is no longer kept, or the position is beyond the end (of a database that was restored to an
   * earlier state): one TRUNCATED, then on from the oldest that is kept.
   */
  async #skipWhatIsGone(): Promise<boolean> {
    const kept = await whatIsKept(this.#options.db, this.seq)
    if (kept === this.seq) return false
    this.seq = kept
    await this.#announce('TRUNCATED')
    return true
  }

  async #announce(kind: 'CONNECTED' | 'TRUNCATED'): Promise<void> {
    this.#send([await announce(this.#options.recipe, this.seq, kind)])
  }

  #send(messages: readonly Message[]): void {
    if (!this.#ended) for (const message of messages) this.#sink!.send(message)
  }

  /** Waits until what was sent is taken; false: the subscription has ended, perhaps for this. */
  async #drained(): Promise<boolean> {
    const { slowTimeoutMs } = this.#options
    let least = this.#sink!.bufferedBytes()
    let untilMs = Date.now() + slowTimeoutMs
    while (least > DRAINED_BYTES && !this.#ended) {
      await sleep(DRAIN_POLL_MS)
      const buffered = this.#sink!.bufferedBytes()
      if (buffered < least) untilMs = Date.now() + slowTimeoutMs
      else if (Date.now() > untilMs) this.close('slow')
      least = Math.min(least, buffered)
    }
    return !this.#ended
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
