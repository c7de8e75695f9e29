import type { ExecutionArgs, ExecutionResult } from 'graphql'
import type { Database } from '../../backends/database/database.ts'
import type { Feed } from '../../backends/feed/feed.ts'
import type { Change } from '../../model/feed.ts'
import type { Caller } from '../context.ts'
import { sharedDocument } from './document.ts'
import { Group, type Member, type Recipe } from './group.ts'
import { loadNodes } from './nodes.ts'
import type { LiveSource } from './source.ts'
import { LiveSubscription } from './subscription.ts'

export interface HubDeps {
  db: Database
  feed: Feed
  /** Makes the context of one execution. */
  context(caller: Caller): unknown
  mask(result: ExecutionResult): ExecutionResult
  /** A subscriber that takes nothing for this long while data waits for it is closed. */
  slowTimeoutMs: number
}

/** Runs all subscriptions of this process: equal ones share one execution and one text for each change. */
export interface Hub {
  open(args: ExecutionArgs, source: LiveSource): LiveSubscription
  /** Ends every subscription. */
  close(): void
  /** For health and tests. */
  counts(): { groups: number; subscribers: number }
}

/** Everything of the caller that a resolver may look at: subscribers with equal rights may share an execution. */
function rightsOf({ viewer }: Caller): unknown {
  return [viewer.role, viewer.agent, viewer.webhookIds]
}

interface Shared {
  group: Group
  wantsHeavy: boolean
}

export function createHub(deps: HubDeps): Hub {
  const groups = new Map<string, Shared>()
  const subscriptions = new Set<LiveSubscription>()
  let pages: Promise<void> = Promise.resolve()
  const unlisten = deps.feed.listen((changes) => {
    // Pages are loaded one after the other, so that a group gets its changes in order.
    if (groups.size > 0) pages = pages.then(() => dispatch(changes))
  })
  return { open, close, counts: () => ({ groups: groups.size, subscribers: subscriptions.size }) }

  function open(args: ExecutionArgs, source: LiveSource): LiveSubscription {
    const document = sharedDocument(args.document, args.operationName)
    const recipe: Recipe = { args, source, freshContext: () => deps.context(args.contextValue as Caller), mask: deps.mask }
    const key = keyOf(args, document)
    const subscription = new LiveSubscription({
      db: deps.db,
      feed: deps.feed,
      recipe,
      wantsHeavy: document.wantsHeavy,
      slowTimeoutMs: deps.slowTimeoutMs,
      join: (member) => join(key, recipe, document.wantsHeavy, member),
      leave: (member) => leave(key, member),
      ended: () => subscriptions.delete(subscription),
    })
    subscriptions.add(subscription)
    return subscription
  }

  function keyOf(args: ExecutionArgs, { text, afterVariable }: { text: string; afterVariable: string | null }): string {
    const variables = Object.entries(args.variableValues ?? {}).filter(([name]) => name !== afterVariable)
    variables.sort(([a], [b]) => (a < b ? -1 : 1))
    return JSON.stringify([text, args.operationName ?? null, variables, rightsOf(args.contextValue as Caller)])
  }

  function join(key: string, recipe: Recipe, wantsHeavy: boolean, member: Member): void {
    let shared = groups.get(key)
    if (!shared) groups.set(key, (shared = { wantsHeavy, group: new Group(recipe, (members) => overflow(key, members)) }))
    shared.group.members.add(member)
  }

  function leave(key: string, member: Member): void {
    const shared = groups.get(key)
    shared?.group.members.delete(member)
    if (shared?.group.members.size === 0) groups.delete(key)
  }

  function overflow(key: string, members: Member[]): void {
    groups.delete(key)
    for (const member of members) if (member instanceof LiveSubscription) member.fallBehind()
  }

  async function dispatch(changes: readonly Change[]): Promise<void> {
    const interested = [...groups.values()]
      .map((shared) => ({ ...shared, wanted: changes.filter((change) => shared.group.wants(change)) }))
      .filter(({ wanted }) => wanted.length > 0)
    if (interested.length === 0) return
    const union =
      interested.length === 1 ? interested[0]!.wanted : changes.filter((change) => interested.some(({ group }) => group.wants(change)))
    const nodes = await loadNodes(
      deps.db,
      union,
      interested.some(({ wantsHeavy }) => wantsHeavy),
    )
    for (const { group, wanted } of interested) group.add(wanted, nodes)
  }

  function close(): void {
    unlisten()
    for (const subscription of subscriptions) subscription.end()
  }
}
