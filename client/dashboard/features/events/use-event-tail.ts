import { useCallback, useEffect, useRef, useState } from 'react'
import type { HooklineError } from '../../../sdk/index.ts'
import { hookline } from '../../api/hookline.ts'
import { type EventFilter, EventPageDocument, EventTailDocument } from '../../generated/graphql.ts'
import { type EventRow, MAX_ROWS, NO_ROWS, type Rows, released, withNews, withOlder } from './event-rows.ts'

const PAGE = 100

export interface EventTail extends Rows {
  totalCount: number | null
  hasOlder: boolean
  isLoading: boolean
  error: HooklineError | null
  /** While it is held, what comes waits. */
  setHeld(isHeld: boolean): void
  release(): void
  loadOlder(): void
}

/**
 * The newest events of a filter, and then each as it comes and changes: the stream begins where the feed stood when the first
 * page was read. What comes within one frame of the screen is shown at once. `search` is not offered live: with it, the tail
 * follows the rest of the filter by asking anew.
 */
export function useEventTail(where: EventFilter): EventTail {
  const key = JSON.stringify(where)
  const [rows, setRows] = useState<Rows>(NO_ROWS)
  const [page, setPage] = useState<{ endCursor: string | null; hasOlder: boolean; totalCount: number | null } | null>(null)
  const [error, setError] = useState<HooklineError | null>(null)
  const held = useRef(false)
  const loading = useRef(false)
  const latest = useRef(key)

  useEffect(() => {
    const end = new AbortController()
    const wanted: EventFilter = JSON.parse(key)
    latest.current = key
    setRows(NO_ROWS)
    setPage(null)
    setError(null)
    loading.current = false
    follow(wanted, end.signal).catch((cause) => {
      if (!end.signal.aborted) setError(cause)
    })
    return () => end.abort()

    async function follow({ search, ...live }: EventFilter, signal: AbortSignal): Promise<void> {
      const cursor = await first(wanted, signal)
      const frame = createFrame<EventRow>((news) => setRows((before) => withNews(before, news, held.current)))
      // Not while the reader is further down: what is read stays where it is.
      const again = createLater(() => (held.current ? again.soon() : first(wanted, signal).catch(setError)))
      signal.addEventListener('abort', () => {
        frame.cancel()
        again.cancel()
      })
      for await (const { events } of hookline.subscribe(EventTailDocument, { where: live }, { after: cursor, signal })) {
        if (events.kind === 'TRUNCATED' || (search && events.event)) again.soon()
        else if (events.event) frame.add(events.event)
      }
    }

    async function first(filter: EventFilter, signal: AbortSignal): Promise<string> {
      const { events, feedCursor } = await hookline.request(EventPageDocument, { first: PAGE, where: filter }, { signal })
      setRows({ shown: events.edges.map(({ node }) => node), waiting: [] })
      setPage({
        endCursor: events.pageInfo.endCursor ?? null,
        hasOlder: events.pageInfo.hasNextPage,
        totalCount: events.totalCount ?? null,
      })
      return feedCursor
    }
  }, [key])

  const loadOlder = useCallback(() => {
    if (loading.current || !page?.hasOlder) return
    loading.current = true
    hookline
      .request(EventPageDocument, { first: PAGE, after: page.endCursor, where: JSON.parse(key) })
      .then(({ events: { edges, pageInfo } }) => {
        if (latest.current !== key) return
        setRows((before) =>
          withOlder(
            before,
            edges.map(({ node }) => node),
          ),
        )
        setPage((before) => before && { ...before, endCursor: pageInfo.endCursor ?? null, hasOlder: pageInfo.hasNextPage })
      })
      .catch(setError)
      .finally(() => {
        loading.current = false
      })
  }, [key, page])

  return {
    ...rows,
    totalCount: page?.totalCount ?? null,
    hasOlder: (page?.hasOlder ?? false) && rows.shown.length < MAX_ROWS,
    isLoading: page === null && error === null,
    error,
    setHeld: useCallback((isHeld: boolean) => {
      held.current = isHeld
    }, []),
    release: useCallback(() => setRows(released), []),
    loadOlder,
  }
}

/** What is asked for often is done once in this time. */
const LATER_MS = 1000

function createLater(work: () => unknown) {
  let timer: ReturnType<typeof setTimeout> | undefined
  return { soon, cancel: () => clearTimeout(timer) }

  function soon(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      work()
    }, LATER_MS)
  }
}

/** Hands on together what is added within a frame of the screen. A page that is not looked at has no frames: then within a second. */
function createFrame<Thing>(hand: (things: readonly Thing[]) => void) {
  let things: Thing[] = []
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  return { add, cancel }

  function add(thing: Thing): void {
    things.push(thing)
    if (things.length > 1) return
    frame = requestAnimationFrame(flush)
    timer = setTimeout(flush, 1000)
  }

  function flush(): void {
    cancel()
    const taken = things
    things = []
    if (taken.length > 0) hand(taken)
  }

  function cancel(): void {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}
