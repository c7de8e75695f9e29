import type { ExecutionArgs, ExecutionResult } from 'graphql'
import type { Database } from '../../backends/database/database.ts'
import type { Feed } from '../../backends/feed/feed.ts'
import { Refused } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import type { Change } from '../../model/feed.ts'
import { accessOf, type Viewer } from '../../model/viewer.ts'
import type { Caller } from '../context.ts'
import { executorOf } from './compiled.ts'
import { sharedDocument } from './document.ts'
import { goodKeys } from './good-keys.ts'
import { Group } from './group.ts'
import type { Recipe } from './message.ts'
import { type MissedPage, readMissed } from './missed.ts'
import { loadNodes } from './nodes.ts'
import type { LiveSource } from './source.ts'
import { LiveSubscription, type SubscriptionHub } from './subscription.ts'

export interface HubDeps {
  db: Database
  feed: Feed
  log: Logger
  /** Makes the context of one execution. */
  context(caller: Caller): unknown
  mask(result: ExecutionResult): ExecutionResult
  tuning?: Partial<HubTuning>
}

/** Numbers that tests lower. */
export interface HubTuning {
  /** A subscriber that takes nothing for this long while data waits for it is closed. */
  slowTimeoutMs: number
  /** Changes that may wait for a group's execution before it reads them from the database instead. */
  maxWaiting: number
  /** How often it is asked whether the subscribers' keys are still good. */
  keyCheckMs: number
  /** Subscriptions that one key may have open. */
  maxPerKey: number
}
export const TUNING: HubTuning = { slowTimeoutMs: 10_000, maxWaiting: 5000, keyCheckMs: 20_000, maxPerKey: 1000 }

/** Runs all subscriptions of this process: equal ones share one execution and one text for each change. */
export interface Hub {
  /** @throws {Refused} `too_many_subscriptions` of one key */
  open(args: ExecutionArgs, source: LiveSource): LiveSubscription
  /** One page of what a subscription with these would have been sent, for who comes again instead of staying. */
  read(args: ExecutionArgs, source: LiveSource, max: number): Promise<MissedPage>
  /** Ends every subscription, and those that are opened after. */
  close(): void
  /** For health and tests. */
  counts(): HubCounts
}
export interface HubCounts {
  groups: number
  subscribers: number
}

/** Everything of the caller that a resolver may look at: subscribers with equal rights may share an execution. An agent's key sees what it has asked. */
function rightsOf({ viewer }: Caller): unknown {
  return [viewer.role, viewer.agent, viewer.webhookIds, viewer.role === 'AGENT' ? viewer.name : null]
}

/** A shared execution outlives the caller that it was begun for. */
const NEVER_ABORTED = new AbortController().signal

export function createHub(deps: HubDeps): Hub {
  const { db, feed, log } = deps
  const tuning = { ...TUNING, ...deps.tuning }
  const groups = new Map<string, Group>()
  /** With whose each one is. */
  const subscriptions = new Map<LiveSubscription, Viewer>()
  const countByKey = new Map<string, number>()
  let closed = false
  let pages: Promise<void> = Promise.resolve()
  const unlisten = feed.listen((changes) => {
    // Pages are loaded one after the other, so that a group gets its changes in order.
    if (groups.size > 0) pages = pages.then(() => dispatch(changes)).catch(readAgain)
  })
  const keyCheck = setInterval(
    () => void closeForbidden().catch((err) => log.error({ err }, 'the keys of subscribers could not be checked')),
    tuning.keyCheckMs,
  )
  keyCheck.unref()
  const shared: SubscriptionHub = {
    db,
    feed,
    slowTimeoutMs: tuning.slowTimeoutMs,
    join,
    leave,
    failed: (err) => log.error({ err }, 'a subscription failed'),
    ended: forget,
  }
  return { open, read, close, counts: () => ({ groups: groups.size, subscribers: subscriptions.size }) }

  function open(args: ExecutionArgs, source: LiveSource): LiveSubscription {
    const { viewer } = args.contextValue as Caller
    if ((countByKey.get(viewer.keyId) ?? 0) >= tuning.maxPerKey)
      throw new Refused(429, 'too_many_subscriptions', `This key has ${tuning.maxPerKey} subscriptions open`)
    const subscription = new LiveSubscription(shared, keyOf(args), recipeOf(args, source))
    subscriptions.set(subscription, viewer)
    countByKey.set(viewer.keyId, (countByKey.get(viewer.keyId) ?? 0) + 1)
    if (closed) subscription.end()
    return subscription
  }

  function read(args: ExecutionArgs, source: LiveSource, max: number): Promise<MissedPage> {
    return readMissed({ db, feed, recipe: recipeOf(args, source), max })
  }

  function recipeOf(args: ExecutionArgs, source: LiveSource): Recipe {
    const { viewer } = args.contextValue as Caller
    const freshContext = () => deps.context({ viewer, signal: NEVER_ABORTED })
    const { wantsHeavy } = sharedDocument(args.document, args.operationName)
    return { execute: executorOf(args), source, wantsHeavy, freshContext, mask: deps.mask }
  }

  /** Called once for each: a subscription ends once. */
  function forget(subscription: LiveSubscription): void {
    const { keyId } = subscriptions.get(subscription)!
    subscriptions.delete(subscription)
    const left = countByKey.get(keyId)! - 1
    if (left > 0) countByKey.set(keyId, left)
    else countByKey.delete(keyId)
  }

  /** Equals hold the same text, and not each its own. */
  function keyOf(args: ExecutionArgs): string {
    const { text, afterVariable } = sharedDocument(args.document, args.operationName)
    const variables = Object.entries(args.variableValues ?? {}).filter(([name]) => name !== afterVariable)
    variables.sort(([a], [b]) => (a < b ? -1 : 1))
    const key = JSON.stringify([text, args.operationName ?? null, variables, rightsOf(args.contextValue as Caller)])
    return groups.get(key)?.key ?? key
  }

  function join(subscription: LiveSubscription, recipe: Recipe): Recipe {
    const { key } = subscription
    let group = groups.get(key)
    if (!group) groups.set(key, (group = new Group(key, recipe, { db, feed, maxWaiting: tuning.maxWaiting })))
    group.members.add(subscription)
    return group.recipe
  }

  function leave(subscription: LiveSubscription): void {
    const { key } = subscription
    const group = groups.get(key)
    group?.members.delete(subscription)
    if (group?.members.size === 0) groups.delete(key)
  }

  async function dispatch(changes: readonly Change[]): Promise<void> {
    const interested = [...groups.values()]
      .map((group) => ({ group, wanted: changes.filter((change) => group.wants(change)) }))
      .filter(({ wanted }) => wanted.length > 0)
    if (interested.length === 0) return
    const union =
      interested.length === 1 ? interested[0]!.wanted : changes.filter((change) => interested.some(({ group }) => group.wants(change)))
    const nodes = await loadNodes(
      db,
      union,
      interested.some(({ group }) => group.recipe.wantsHeavy),
    )
    for (const { group, wanted } of interested) group.add({ changes: wanted, nodes })
  }

  /** A page could not be loaded: each group tries again by itself, and lets its members go if that fails too. */
  function readAgain(err: unknown): void {
    if (closed) return
    log.error({ err }, 'changes could not be loaded')
    for (const group of groups.values()) group.fallBehind()
  }

  /** A key that was revoked or has expired hears no more, nor does a session that has ended. */
  async function closeForbidden(): Promise<void> {
    if (subscriptions.size === 0) return
    const good = await goodKeys(db, [...new Set([...subscriptions.values()].map(accessOf))])
    for (const [subscription, viewer] of subscriptions) if (!good.has(accessOf(viewer))) subscription.close('forbidden')
  }

  function close(): void {
    closed = true
    unlisten()
    clearInterval(keyCheck)
    for (const subscription of [...subscriptions.keys()]) subscription.end()
  }
}
