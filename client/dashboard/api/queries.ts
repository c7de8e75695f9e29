import {
  keepPreviousData,
  type QueryKey,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import type { HooklineError, Succeeded, TypedDocument } from '../../sdk/index.ts'
import { hookline } from './hookline.ts'
import { useChanges } from './live.ts'

/** A busy server changes all the time: what is on the screen is asked for anew this often at most. */
const REFRESH_MS = 500

export interface QueryOptions {
  /** What makes it be asked for anew: kinds of changes, or their starts, such as `TASK`. Default: none. */
  changes?: readonly string[]
  /** For what the change feed does not tell: asked for anew this often, while the page is looked at. */
  everyMs?: number
  /** Default: true. */
  enabled?: boolean
}

/** Under which the answer of an operation is kept; without variables, all of them. */
export function keyOf(document: { toString(): string }, variables?: unknown): QueryKey {
  return variables === undefined ? [nameOf(document)] : [nameOf(document), variables]
}

/** What a query answers, kept up to date by the change feed. While other variables are asked for, the answer before stays. */
export function useLiveQuery<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  { changes = NONE, everyMs, enabled = true }: QueryOptions = {},
): UseQueryResult<Succeeded<Result>, HooklineError> {
  const queryKey = keyOf(document, variables)
  useRefresh(queryKey, changes)
  return useQuery<Succeeded<Result>, HooklineError>({
    queryKey,
    queryFn: ({ signal }) => hookline.request(document, variables, { signal }),
    enabled,
    refetchInterval: everyMs ?? false,
    placeholderData: keepPreviousData,
  })
}

/** One page of a list, as the schema pages. */
interface Page<Node> {
  edges: { node: Node }[]
  pageInfo: { endCursor?: string | null; hasNextPage: boolean }
  totalCount?: number | null
}

export interface List<Node> {
  nodes: Node[]
  /** Null: more than are counted, or not asked for. */
  totalCount: number | null
  query: UseInfiniteQueryResult<{ pages: Page<Node>[] }, HooklineError>
}

/** A list, page by page, newest first as the server has it; `pageOf` picks it from the answer. `$after` is the page's cursor. */
export function useLiveList<Result, Variables extends { after?: string | null }, Node>(
  document: TypedDocument<Result, Variables>,
  { variables, pageOf, ...options }: { variables: Variables; pageOf(result: Succeeded<Result>): Page<Node> } & QueryOptions,
): List<Node> {
  const queryKey = keyOf(document, variables)
  useRefresh(queryKey, options.changes ?? NONE)
  const query = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal }) => pageOf(await hookline.request(document, { ...variables, after: pageParam }, { signal })),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }: Page<Node>) => (pageInfo.hasNextPage ? pageInfo.endCursor : undefined),
    enabled: options.enabled ?? true,
    refetchInterval: options.everyMs ?? false,
    placeholderData: keepPreviousData,
  }) as UseInfiniteQueryResult<{ pages: Page<Node>[] }, HooklineError>
  const pages = query.data?.pages ?? []
  return { nodes: pages.flatMap(({ edges }) => edges.map(({ node }) => node)), totalCount: pages[0]?.totalCount ?? null, query }
}

const NONE: readonly string[] = []

/** Asks for it anew after such changes, once for many of them. */
function useRefresh(queryKey: QueryKey, changes: readonly string[]): void {
  const client = useQueryClient()
  const key = JSON.stringify(queryKey)
  const refresh = useMemo(() => createRefresh(() => client.invalidateQueries({ queryKey: JSON.parse(key) })), [client, key])
  useEffect(() => refresh.cancel, [refresh])
  useChanges(useSame(changes), refresh.soon)
}

function createRefresh(refresh: () => Promise<void>) {
  let timer: ReturnType<typeof setTimeout> | undefined
  return { soon, cancel }

  function soon(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      void refresh()
    }, REFRESH_MS)
  }

  function cancel(): void {
    clearTimeout(timer)
    timer = undefined
  }
}

/** The same list while it holds the same. */
function useSame(list: readonly string[]): readonly string[] {
  const kept = useRef(list)
  if (kept.current.join() !== list.join()) kept.current = list
  return kept.current
}

function nameOf(document: { toString(): string }): string {
  return /(?:query|mutation|subscription) (\w+)/.exec(document.toString())?.[1] ?? document.toString()
}
