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

/** What is the same for all subscriptions of a hub. */
export interface SubscriptionHub {
  db: Database
  feed: Feed
  /** A subscriber that takes nothing for this long while data waits for it is closed. */
  slowTimeoutMs: number
  /** Answers the recipe of those that it joins: equal, and kept by them anyway. */
  join(subscription: LiveSubscription, recipe: Recipe): Recipe
  leave(subscription: LiveSubscription): void
  failed(error: unknown): void
  ended(subscription: LiveSubscription): void
}

const ENDED: IteratorReturnResult<undefined> = { done: true, value: undefined }
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
  /** Of its group: equal subscriptions have the same. */
  readonly key: string
  readonly #hub: SubscriptionHub
  #recipe: Recipe
  #sink: Sink | null = null
  #live = false
  #ended = false
  #whenEnded: Promise<IteratorResult<never>> | null = null
  /** Lets those go who wait for it. */
  #end: ((result: IteratorResult<never>) => void) | null = null

  constructor(hub: SubscriptionHub, key: string, recipe: Recipe) {
    this.#hub = hub
    this.key = key
    this.#recipe = recipe
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
    this.#hub.failed(error)
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
    this.#hub.ended(this)
    this.#end?.(ENDED)
  }

  #leave(): void {
    if (this.#live) this.#hub.leave(this)
    this.#live = false
  }

  async #start(): Promise<void> {
    const { after } = this.#recipe.source
    this.seq = after === null ? this.#hub.feed.position() : decodeCursor(after)
    await this.#announce('CONNECTED')
    await this.#skipWhatIsGone()
    await this.#catchUp()
  }

  async #catchUp(): Promise<void> {
    const { db, feed, join } = this.#hub
    const recipe = this.#recipe
    const pause = createPace()
    while (await this.#drained()) {
      await pause()
      // No wait lies between this look and joining: whatever the feed hands out next goes to this subscriber too.
      if (this.seq >= feed.position()) {
        if (this.#ended) return
        this.#live = true
        this.#recipe = join(this, recipe)
        return
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
    const kept = await whatIsKept(this.#hub.db, this.seq)
    if (kept === this.seq) return false
    this.seq = kept
    await this.#announce('TRUNCATED')
    return true
  }

  async #announce(kind: 'CONNECTED' | 'TRUNCATED'): Promise<void> {
    this.#send([await announce(this.#recipe, this.seq, kind)])
  }

  #send(messages: readonly Message[]): void {
    if (!this.#ended) for (const message of messages) this.#sink!.send(message)
  }

  /** Waits until what was sent is taken; false: the subscription has ended, perhaps for this. */
  async #drained(): Promise<boolean> {
    const { slowTimeoutMs } = this.#hub
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

  next(): Promise<IteratorResult<never>> {
    if (this.#ended) return Promise.resolve(ENDED)
    this.#whenEnded ??= new Promise((resolve) => {
      this.#end = resolve
    })
    return this.#whenEnded
  }

  async return(): Promise<IteratorResult<never>> {
    this.end()
    return ENDED
  }

  async throw(): Promise<IteratorResult<never>> {
    return this.return()
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
