import type { Context, MiddlewareHandler } from 'hono'
import { Unauthenticated } from '../errors.ts'
import type { Viewer } from '../model/viewer.ts'
import { findViewer, noteUnknownKey } from '../registry/keys.ts'
import type { Registry } from '../registry/registry.ts'
import { findSession } from '../registry/sessions.ts'
import { refusedForeignPage } from './foreign-pages.ts'
import type { KeyLimit } from './key-limit.ts'

export const SESSION_COOKIE = 'hookline_session'

/** What handlers behind `authenticate` find in their context. */
export interface CallerEnv {
  Variables: { viewer: Viewer }
}

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

/**
 * Lets callers with a key (`Authorization: Bearer`) or a browser's session through, and says who they are. A cookie alone
 * changes nothing unless the request comes from one of our own pages.
 * @param limit how often one caller may come; left out: as often as it wants
 * @throws {Unauthenticated}, {Forbidden}, {Refused} 429
 */
export function authenticate(registry: Registry, limit?: KeyLimit): MiddlewareHandler<CallerEnv> {
  return async (c, next) => {
    const viewer = { ...(await findCaller(registry, c)), address: addressOf(c) }
    await limit?.take(viewer)
    c.set('viewer', viewer)
    await next()
  }
}

/** Notes the address that a request comes from, for limits, the audit and the log. */
export function knowAddress(of: (c: Context) => string): MiddlewareHandler {
  return async (c, next) => {
    c.set('address', of(c))
    await next()
  }
}

/** The address that a request comes from; empty: it is not known. */
export function addressOf(c: Context): string {
  return c.get('address') ?? ''
}

/** Whether a browser says that the request was made by a page of this server. */
export function isFromOwnPage(c: Context, baseUrl: string): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin') return false
  const origin = c.req.header('origin')
  if (origin === undefined) return site === 'same-origin'
  if (!URL.canParse(origin)) return false
  return new URL(origin).host === c.req.header('host') || origin === new URL(baseUrl).origin
}

/** Undefined: there is no such cookie. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const start = `${name}=`
  return header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(start))
    ?.slice(start.length)
}

/** The key of an `Authorization: Bearer <key>`; undefined: it is none. */
export function bearerKey(authorization: string): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1]
}

async function findCaller(registry: Registry, c: Context): Promise<Viewer> {
  const authorization = c.req.header('authorization')
  const viewer = authorization === undefined ? await findBySession(registry, c) : await findByKey(registry, c, authorization)
  if (!viewer) throw new Unauthenticated()
  return viewer
}

/** What carries no key is no guess at one, and is not noted. */
async function findByKey(registry: Registry, c: Context, authorization: string): Promise<Viewer | null> {
  const key = bearerKey(authorization)
  const viewer = key === undefined ? null : await findViewer(registry, key)
  if (key !== undefined && !viewer) noteUnknownKey(registry, key, addressOf(c), `${c.req.method} ${c.req.path}`)
  return viewer
}

async function findBySession(registry: Registry, c: Context): Promise<Viewer | null> {
  const token = readCookie(c.req.header('cookie'), SESSION_COOKIE)
  const viewer = token === undefined ? null : await findSession(registry, token)
  if (!viewer || SAFE_METHODS.includes(c.req.method) || isFromOwnPage(c, registry.baseUrl)) return viewer
  const attempt = { viewer, address: addressOf(c), subject: `${c.req.method} ${c.req.path}` }
  throw refusedForeignPage(registry, attempt, 'A session changes things only from the pages of this server; elsewhere use an API key')
}
