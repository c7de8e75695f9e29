import { parseCursorConnectionArgs } from '@pothos/plugin-relay'
import { InvalidInput } from '../errors.ts'

const DEFAULT_SIZE = 50
const MAX_SIZE = 100
/** `totalCount` counts no further; beyond it is null. */
const MAX_COUNT = 10_000

export interface PageArgs {
  first?: number | null
  after?: string | null
  last?: number | null
  before?: string | null
}

/** One page to read: ids between the bounds, neither of them included, in this order. */
export interface Window {
  above: string | undefined
  below: string | undefined
  order: 'asc' | 'desc'
  limit: number
}

interface Paged<Row> {
  idOf(row: Row): string
  find(window: Window): Promise<Row[]>
  /** How many there are, at most `limit`. */
  count(limit: number): Promise<number>
}

/**
 * Pages through rows by their ids, newest first: ids start with a time. A cursor is an id in wrapping, so it works also
 * when its row is gone.
 * @param order how a page reads; `asc` for ids that tell no time
 * @throws {InvalidInput} on a page that is too large, negative or asked for from both ends, and on a foreign cursor
 */
export async function pageOf<Row>(args: PageArgs, { idOf, find, count }: Paged<Row>, order: Window['order'] = 'desc') {
  checkSizes(args)
  const [after, before] = [cursorId(args.after, 'after'), cursorId(args.before, 'before')]
  const [above, below] = order === 'asc' ? [after, before] : [before, after]
  const { limit, expectedSize, inverted, ...more } = parseCursorConnectionArgs({ args, defaultSize: DEFAULT_SIZE, maxSize: MAX_SIZE })
  const rows = await find({ above, below, limit, order: inverted === (order === 'asc') ? 'desc' : 'asc' })
  const shown = rows.slice(0, expectedSize)
  if (inverted) shown.reverse()
  const edges = shown.map((node) => ({ cursor: encode(idOf(node)), node }))
  const pageInfo = {
    hasPreviousPage: more.hasPreviousPage(rows.length),
    hasNextPage: more.hasNextPage(rows.length),
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  }
  return { edges, pageInfo, totalCount: () => countUpTo(count) }
}

/** Without the rows that went between two reads. */
export function present<Row>(rows: readonly (Row | undefined)[]): Row[] {
  return rows.filter((row) => row !== undefined)
}

/** The window as Prisma's arguments, for a model whose id is `field`. */
export function windowQuery<Field extends string>(field: Field, { above, below, order, limit }: Window) {
  return {
    range: { [field]: { gt: above, lt: below } } as Record<Field, { gt: string | undefined; lt: string | undefined }>,
    orderBy: { [field]: order } as Record<Field, Window['order']>,
    take: limit,
  }
}

function checkSizes({ first, last }: PageArgs): void {
  if (isGiven(first) && isGiven(last)) throw new InvalidInput([{ path: ['last'], message: 'give either first or last, not both' }])
  for (const [name, size] of Object.entries({ first, last })) {
    if (isGiven(size) && (size < 0 || size > MAX_SIZE))
      throw new InvalidInput([{ path: [name], message: `expected 0 to ${MAX_SIZE}, got ${size}` }])
  }
}

function isGiven(size: number | null | undefined): size is number {
  return size !== null && size !== undefined
}

async function countUpTo(count: (limit: number) => Promise<number>): Promise<number | null> {
  const found = await count(MAX_COUNT + 1)
  return found > MAX_COUNT ? null : found
}

const CURSOR_MARK = 'id:'

function encode(id: string): string {
  return Buffer.from(CURSOR_MARK + id).toString('base64url')
}

function cursorId(cursor: string | null | undefined, name: string): string | undefined {
  if (cursor === null || cursor === undefined) return undefined
  const text = Buffer.from(cursor, 'base64url').toString()
  if (!text.startsWith(CURSOR_MARK) || encode(text.slice(CURSOR_MARK.length)) !== cursor) {
    throw new InvalidInput([{ path: [name], message: 'expected a cursor of this list' }], 'invalid_cursor')
  }
  return text.slice(CURSOR_MARK.length)
}
