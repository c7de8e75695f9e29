import { type Condition, type Database, NOTHING, type RowSet, type Value } from '../backends/database/database.ts'
import type { Window } from './page.ts'

// Rows are found by SQL and only then read: a filter has patterns, a search, and conditions that name an index, which Prisma
// cannot write.

/** Pages that are put together to one. */
export const MAX_PAGES = 16
export const ALWAYS: Condition = { sql: '1 = 1', params: [] }

export function isIn(column: string, values: readonly string[]): Condition {
  return values.length === 0 ? NOTHING : { sql: `${column} IN (${values.map(() => '?')})`, params: [...values] }
}

/** Rows of some statuses. Most rows have the usual one: the others stand in an index, which is found by its condition. */
export function withStatuses(set: RowSet, statuses: readonly string[] | null | undefined, usual: string): RowSet {
  if (!statuses) return set
  return withOneOf(
    set,
    [...new Set(statuses)].map((status) => ({ sql: `status = ?${status === usual ? '' : ` AND status <> '${usual}'`}`, params: [status] })),
  )
}

/** Rows with one of these values. */
export function withEach(set: RowSet, column: string, values: readonly string[]): RowSet {
  return withOneOf(
    set,
    [...new Set(values)].map((value) => ({ sql: `${column} = ?`, params: [value] })),
  )
}

/** Rows for which one of the conditions holds; no row can two of them hold for. Of many, pages are not put together. */
export function withOneOf(set: RowSet, conditions: readonly Condition[]): RowSet {
  if (conditions.length === 0) return { ...set, conditions: [...set.conditions, NOTHING] }
  const before = set.oneOf ?? [ALWAYS]
  if (before.length * conditions.length > MAX_PAGES) return { ...set, conditions: [...set.conditions, anyOf(conditions)] }
  return { ...set, oneOf: before.flatMap((one) => conditions.map((other) => allOf([one, other]))) }
}

/** The ids of one page. */
export async function findIds(db: Database, set: RowSet, window: Window): Promise<string[]> {
  const { sql, params } = pageSql(set, window)
  const rows = await db.read<{ id: string }>(sql, params)
  return rows.map(({ id }) => id)
}

export async function countRows(db: Database, set: RowSet, limit: number): Promise<number> {
  const { sql, params } = countSql(set, limit)
  const [row] = await db.read<{ found: number }>(sql, params)
  return Number(row?.found ?? 0)
}

export function pageSql(set: RowSet, window: Window): { sql: string; params: Value[] } {
  const pages = (set.oneOf ?? [ALWAYS]).map((one) => pageOfOne(set, one, window))
  if (pages.length === 1) return pages[0]!
  const all = pages.map(({ sql }) => `SELECT id FROM (${sql}) AS one`).join(' UNION ALL ')
  return {
    sql: `SELECT id FROM (${all}) AS each_page ORDER BY id ${window.order} LIMIT ?`,
    params: [...pages.flatMap(({ params }) => params), window.limit],
  }
}

export function countSql({ from, conditions, oneOf = [ALWAYS] }: RowSet, limit: number): { sql: string; params: Value[] } {
  const counted = oneOf.map((one) => allOf([...conditions, one]))
  const all = counted.map(({ sql }) => `SELECT 1 FROM (SELECT 1 FROM ${from} WHERE ${sql} LIMIT ?) AS one`).join(' UNION ALL ')
  return {
    sql: `SELECT count(*) AS found FROM (SELECT 1 FROM (${all}) AS each_one LIMIT ?) AS limited`,
    params: [...counted.flatMap(({ params }) => [...params, limit]), limit],
  }
}

function pageOfOne(set: RowSet, one: Condition, { above, below, order, limit }: Window): { sql: string; params: Value[] } {
  const all = [...set.conditions, one]
  if (above !== undefined) all.push(set.bound('>', above))
  if (below !== undefined) all.push(set.bound('<', below))
  const { sql, params } = allOf(all)
  return {
    sql: `SELECT ${set.id} AS id FROM ${set.from} WHERE ${sql} ORDER BY ${set.order} ${order} LIMIT ?`,
    params: [...params, limit],
  }
}

export function anyOf(conditions: readonly Condition[]): Condition {
  return { sql: `(${conditions.map(({ sql }) => `(${sql})`).join(' OR ')})`, params: conditions.flatMap(({ params }) => params) }
}

export function allOf(conditions: readonly Condition[]): Condition {
  const said = conditions.filter((one) => one !== ALWAYS)
  if (said.length === 0) return ALWAYS
  return { sql: said.map(({ sql }) => sql).join(' AND '), params: said.flatMap(({ params }) => params) }
}
