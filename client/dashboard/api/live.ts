import { useEffect, useSyncExternalStore } from 'react'
import { UnauthenticatedError } from '../../sdk/index.ts'
import { type ChangeKind, ChangesDocument, type ChangesSubscription } from '../generated/graphql.ts'
import { hookline } from './hookline.ts'
import { leaveForSignIn } from './session.ts'

export type Change = ChangesSubscription['feed']
export type Connection = 'connecting' | 'live' | 'lost'

type Listener = (change: Change) => void

const listeners = new Set<Listener>()
const watchers = new Set<() => void>()
let connection: Connection = 'connecting'

/** Follows the change feed from behind `cursor`, over every cut, for as long as the page is open. */
export async function followChanges(cursor: string, signal: AbortSignal): Promise<void> {
  try {
    for await (const { feed } of hookline.subscribe(ChangesDocument, {}, { after: cursor, signal, onRetry: () => setConnection('lost') })) {
      setConnection('live')
      if (feed.kind !== 'CONNECTED') for (const listener of listeners) listener(feed)
    }
  } catch (error) {
    if (error instanceof UnauthenticatedError) leaveForSignIn()
    else setConnection('lost')
  }
}

/**
 * Calls `listener` with each change of these kinds; a TRUNCATED one, after which anything may have changed, is always told.
 * A kind may be a start: `TASK` stands for all that happens to tasks.
 */
export function useChanges(kinds: readonly string[], listener: Listener): void {
  useEffect(() => {
    const told = (change: Change) => {
      if (change.kind === 'TRUNCATED' || kinds.some((kind) => isOf(change.kind, kind))) listener(change)
    }
    listeners.add(told)
    return () => void listeners.delete(told)
  }, [kinds, listener])
}

/** Whether what happens reaches this page now. */
export function useConnection(): Connection {
  return useSyncExternalStore(watch, () => connection)
}

function isOf(kind: ChangeKind, wanted: string): boolean {
  return kind === wanted || kind.startsWith(`${wanted}_`)
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => void watchers.delete(watcher)
}

function setConnection(next: Connection): void {
  if (connection === next) return
  connection = next
  for (const watcher of watchers) watcher()
}
