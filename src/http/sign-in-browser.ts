import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import { SESSION_COOKIE } from './authenticate.ts'

/** Where a sign-in leads to that was not begun elsewhere. */
export const HOME = '/graphql'

/** Where a sign-in may lead back to. */
const NEXT = /^\/questions\/qst_[0-9a-z]{1,40}$/

/** Anything else than a page of this server that may be led back to counts as none. */
export function nextOf(text: unknown): string | undefined {
  return typeof text === 'string' && NEXT.test(text) ? text : undefined
}

/** Signs the browser in. `baseUrl`: where it reaches the server. */
export function setSessionCookie(c: Context, token: string, { maxAgeS, baseUrl }: { maxAgeS: number; baseUrl: string }): void {
  const secure = baseUrl.startsWith('https:')
  setCookie(c, SESSION_COOKIE, token, { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: maxAgeS, secure })
}
