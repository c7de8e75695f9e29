import type { EventRowFragment } from '../../generated/graphql.ts'

export type EventRow = EventRowFragment

export interface Rows {
  /** Newest first: what is shown. */
  shown: readonly EventRow[]
  /** Newest first: what came while the reader was not to be disturbed. */
  waiting: readonly EventRow[]
}

/** What a browser can hold of these without being slow. What is older is asked for anew. */
export const MAX_ROWS = 100_000

export const NO_ROWS: Rows = { shown: [], waiting: [] }

/** Takes in what came, oldest first: a row that is there already is replaced, a new one goes on top, or waits. */
export function withNews(rows: Rows, news: readonly EventRow[], isHeld: boolean): Rows {
  const latest = new Map(news.map((row) => [row.id, row]))
  const known = new Set<string>()
  const replaced = (list: readonly EventRow[]) => {
    const touched = list.some(({ id }) => latest.has(id))
    if (touched) for (const { id } of list) if (latest.has(id)) known.add(id)
    return touched ? list.map((row) => latest.get(row.id) ?? row) : list
  }
  const shown = replaced(rows.shown)
  const waiting = replaced(rows.waiting)
  const fresh = [...latest.values()].filter(({ id }) => !known.has(id)).reverse()
  if (isHeld) return { shown, waiting: [...fresh, ...waiting].slice(0, MAX_ROWS) }
  return { shown: [...fresh, ...waiting, ...shown].slice(0, MAX_ROWS), waiting: [] }
}

/** Puts what waited on top. */
export function released({ shown, waiting }: Rows): Rows {
  return { shown: [...waiting, ...shown].slice(0, MAX_ROWS), waiting: [] }
}

/** Adds a page of older ones below. */
export function withOlder(rows: Rows, older: readonly EventRow[]): Rows {
  const known = new Set(rows.shown.map(({ id }) => id))
  return { ...rows, shown: [...rows.shown, ...older.filter(({ id }) => !known.has(id))].slice(0, MAX_ROWS) }
}
