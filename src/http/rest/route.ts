import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { InvalidInput } from '../../errors.ts'
import { isJsonObject, type JsonObject } from '../../model/json.ts'
import { parseJson } from '../../providers/payload.ts'
import type { Registry } from '../../registry/registry.ts'
import type { CallerEnv } from '../authenticate.ts'
import type { KeyLimit } from '../key-limit.ts'

export type RestApp = OpenAPIHono<CallerEnv>
export type RestContext = Context<CallerEnv>
export interface RestDeps {
  registry: Registry
  /** Left out: callers may come as often as they want. */
  keyLimit?: KeyLimit
}

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 100

/**
 * Adds a route and its place in the OpenAPI document. Bodies are checked by the registry alone, which knows every rule:
 * a second check here could only report less.
 */
export function addRoute(app: RestApp, route: RouteConfig, handler: (c: RestContext) => Promise<Response>): void {
  app.openAPIRegistry.registerPath(route)
  app.on(route.method.toUpperCase(), route.path.replace(/\{(\w+)\}/g, ':$1'), handler)
}

/** @throws {InvalidInput} when the body is not a JSON object */
export async function readObject(c: RestContext, { optional = false } = {}): Promise<JsonObject> {
  const text = await c.req.text()
  if (optional && text === '') return {}
  const body = parseJson(text)
  if (!isJsonObject(body)) throw new InvalidInput([{ path: [], message: 'expected a JSON object' }])
  return body
}

/** A part of the path. */
export function param(c: RestContext, name = 'id'): string {
  return c.req.param(name) ?? ''
}

/** Which page is asked for: `limit` 1 to 100, default 50, behind the id in `after`. */
export function readPage(c: RestContext): { limit: number; after: string | undefined } {
  const limit = c.req.query('limit') ?? String(DEFAULT_LIMIT)
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > MAX_LIMIT) {
    throw new InvalidInput([{ path: ['limit'], message: `expected 1 to ${MAX_LIMIT}` }])
  }
  return { limit: Number(limit), after: c.req.query('after') }
}

/** A page of at most `limit` of the rows, of which one more was asked for, and the id that the next page goes on from. */
export function toPage<Row>(rows: Row[], limit: number, idOf: (row: Row) => string): { rows: Row[]; next: string | null } {
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? idOf(shown.at(-1)!) : null }
}
