import type { Database } from '../../backends/database/database.ts'
import type { Feed } from '../../backends/feed/feed.ts'
import type { Change } from '../../model/feed.ts'
import { type Message, makeMessages, type Page, type Recipe, stepsOf } from './message.ts'
import { loadNodes } from './nodes.ts'
import { createPace } from './pace.ts'

/** A subscriber that has caught up and takes part. */
export interface Member {
  /** The last position it was given; older messages are not for it. */
  seq: number
  /** Must not throw. */
  take(message: Message): void
  fail(error: unknown): void
}

interface GroupDeps {
  db: Database
  feed: Feed
  /** When more changes than this wait for execution, they are forgotten, and read again from the database in time. */
  maxWaiting: number
}

const PAGE = 500

/** Equal subscriptions (operation, variables, rights): executed once for each change, in order. It ends with its last member. */
export class Group {
  readonly members = new Set<Member>()
  readonly key: string
  readonly recipe: Recipe
  readonly #deps: GroupDeps
  /** The last position that was executed. Never beyond the feed's, from which new members start. */
  #seq: number
  #pages: Page[] = []
  #waiting = 0
  #behind = false
  #running = false

  constructor(key: string, recipe: Recipe, deps: GroupDeps) {
    this.key = key
    this.recipe = recipe
    this.#deps = deps
    this.#seq = deps.feed.position()
  }

  wants(change: Change): boolean {
    return this.recipe.source.wants(change)
  }

  add(page: Page): void {
    if (this.#behind) return
    this.#waiting += page.changes.length
    this.#pages.push(page)
    if (this.#waiting > this.#deps.maxWaiting) this.fallBehind()
    else this.#wake()
  }

  /** Goes on from the database until it has caught up with the feed. */
  fallBehind(): void {
    this.#behind = true
    this.#pages = []
    this.#waiting = 0
    this.#wake()
  }

  #wake(): void {
    if (this.#running) return
    this.#running = true
    this.#run().catch((error) => {
      for (const member of [...this.members]) member.fail(error)
    })
  }

  async #run(): Promise<void> {
    const pause = createPace()
    while (this.members.size > 0) {
      const page = this.#pages.shift() ?? (this.#behind ? await this.#readOn() : null)
      if (page) await this.#execute(page, pause)
      // No wait lies between this look and the next `add`.
      else if (this.#pages.length === 0 && !this.#behind) break
      await pause()
    }
    this.#running = false
  }

  async #execute(page: Page, pause: () => Promise<void>): Promise<void> {
    for (const step of stepsOf(page, this.recipe)) {
      const changes = step.changes.filter(({ seq }) => seq > this.#seq)
      const made = makeMessages(this.recipe, { ...step, changes })
      for (const message of made instanceof Promise ? await made : made) this.#deliver(message)
      this.#seq = changes.at(-1)?.seq ?? this.#seq
      if (!this.#behind) this.#waiting -= step.changes.length
      await pause()
    }
  }

  #deliver(message: Message): void {
    for (const member of this.members) {
      if (message.seq <= member.seq) continue
      member.seq = message.seq
      member.take(message)
    }
  }

  /** The next page from the database; null: there is none, and from now on `add` is heard again. */
  async #readOn(): Promise<Page | null> {
    const { db, feed } = this.#deps
    const upTo = feed.position()
    if (this.#seq >= upTo) {
      this.#behind = false
      return null
    }
    const changes = (await db.readFeed(this.#seq, PAGE)).filter(({ seq }) => seq <= upTo)
    const wanted = changes.filter((change) => this.wants(change))
    // What is not wanted is done with; the wanted ones move the position when they are executed.
    if (wanted.length === 0) this.#seq = changes.at(-1)?.seq ?? upTo
    return { changes: wanted, nodes: await loadNodes(db, wanted, this.recipe.wantsHeavy) }
  }
}
