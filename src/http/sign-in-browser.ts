import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import { SESSION_COOKIE } from './authenticate.ts'

/** Where a sign-in leads to that was not begun elsewhere. */
export const HOME = '/'

/** Where a sign-in may lead back to: a path of this server, not the sign-in itself, without dots to climb. Browsers read a backslash as a slash, and `//` as another server. */
const NEXT = /^\/(?!\/|sign-)(?!.*\.\.)[\w\-./?&=%,:+~*]{0,1000}$/

/** Anything else than a page of this server counts as none. */
export function nextOf(text: unknown): string | undefined {
  return typeof text === 'string' && NEXT.test(text) ? text : undefined
}

/** Signs the browser in. `baseUrl`: where it reaches the server. */
export function setSessionCookie(c: Context, token: string, { maxAgeS, baseUrl }: { maxAgeS: number; baseUrl: string }): void {
  const secure = baseUrl.startsWith('https:')
  setCookie(c, SESSION_COOKIE, token, { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: maxAgeS, secure })
}
