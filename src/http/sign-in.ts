import { type Context, Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { Limiter } from '../backends/limiter/limiter.ts'
import { Forbidden, Refused, Unauthenticated } from '../errors.ts'
import type { Registry } from '../registry/registry.ts'
import { redeemSignInLink, SESSION_S, signIn, signOut } from '../registry/sessions.ts'
import { addressOf, isFromOwnPage, readCookie, SESSION_COOKIE } from './authenticate.ts'
import { toAppError } from './error-answer.ts'
import { limitBody } from './limit-body.ts'
import { formPolicy } from './security-headers.ts'
import { SIGN_IN_CSS, signInPage } from './sign-in-page.ts'

export interface SignInDeps {
  registry: Registry
  limiter: Limiter
}

/** Keys and links cannot be guessed; this is so that nobody tries, and that it shows in the log. */
const MAX_FAILURES = 10
const FAILURES_WINDOW_S = 15 * 60
const MAX_FORM_BYTES = 16 * 1024
const HOME = '/graphql'
const TOKEN = /^[\w-]{1,200}$/

/** Where a sign-in may lead back to. */
const NEXT = /^\/questions\/qst_[0-9a-z]{1,40}$/

/** The way in for people: GET shows a form or a button and never signs in, for mail programs and chats open links themselves. */
export function signInRoutes(deps: SignInDeps): Hono {
  const app = new Hono()
  // By path: a middleware for all would also reach what is mounted beside these pages.
  for (const path of ['/sign-in', '/sign-out']) app.use(path, formPolicy)
  app.get('/sign-in', (c) => c.html(signInPage({ token: tokenOf(c.req.query('token')), next: nextOf(c.req.query('next')) })))
  app.get('/sign-in.css', (c) => c.text(SIGN_IN_CSS, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  app.post('/sign-in', limitBody(MAX_FORM_BYTES), (c) => openSession(deps, c))
  app.post('/sign-out', (c) => endSession(deps, c))
  app.onError((error, c) => answerPage(deps, c, error))
  return app
}

async function openSession(deps: SignInDeps, c: Context): Promise<Response> {
  const { registry } = deps
  refuseForeignPage(c, registry.baseUrl)
  await refuseGuessing(deps, c)
  const { token, key, next: asked } = await c.req.parseBody()
  const next = nextOf(asked)
  c.set('next', next)
  const session = await tried(deps, c, () =>
    typeof token === 'string' ? redeemSignInLink(registry, token) : signIn(registry, String(key ?? '').trim()),
  )
  setCookie(c, SESSION_COOKIE, session, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: SESSION_S,
    secure: registry.baseUrl.startsWith('https:'),
  })
  return c.redirect(next ?? HOME, 303)
}

async function endSession({ registry }: SignInDeps, c: Context): Promise<Response> {
  refuseForeignPage(c, registry.baseUrl)
  const token = readCookie(c.req.header('cookie'), SESSION_COOKIE)
  if (token !== undefined) await signOut(registry, token)
  deleteCookie(c, SESSION_COOKIE, { path: '/' })
  return c.redirect('/sign-in', 303)
}

/** Another site's page must not sign a browser in or out; a program sends neither header. */
function refuseForeignPage(c: Context, baseUrl: string): void {
  const isBrowser = c.req.header('origin') !== undefined || c.req.header('sec-fetch-site') !== undefined
  if (isBrowser && !isFromOwnPage(c, baseUrl)) throw new Forbidden('This form was sent by a page of another site')
}

async function refuseGuessing(deps: SignInDeps, c: Context): Promise<void> {
  const waitS = deps.limiter.blockedForS(limitName(c))
  if (waitS > 0) throw tooMany(waitS)
}

/** Counts what fails. The failure that uses the limit up is the last that is looked at until the window ends. */
async function tried(deps: SignInDeps, c: Context, attempt: () => Promise<string>): Promise<string> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof Unauthenticated)) throw error
    const address = addressOf(c)
    const { message: reason, code } = error
    deps.registry.auditRefusal({ actor: 'unknown', address, verb: 'sign_in.failed', subject: 'sign-in', reason, code })
    const waitS = await deps.limiter.count(limitName(c), MAX_FAILURES, FAILURES_WINDOW_S)
    deps.registry.log.warn({ remoteAddress: address, status: error.status, code: error.code }, 'sign-in refused')
    throw waitS > 0 ? tooMany(waitS) : error
  }
}

function tooMany(waitS: number): Refused {
  return new Refused(429, 'rate_limited', `Too many failed sign-ins from this address: try again in ${Math.ceil(waitS / 60)} minutes`, {
    retryAfterS: waitS,
  })
}

function limitName(c: Context): string {
  return `sign-in:${addressOf(c)}`
}

function answerPage({ registry }: SignInDeps, c: Context, cause: Error): Response | Promise<Response> {
  const error = toAppError(cause)
  if (error.status >= 500) registry.log.error({ err: cause, path: c.req.path }, 'request failed')
  if (error instanceof Refused && error.retryAfterS !== undefined) c.header('Retry-After', String(error.retryAfterS))
  return c.html(signInPage({ message: error.message, next: c.get('next') }), error.status as 400)
}

/** Anything that cannot be a token counts as none. */
function tokenOf(text: string | undefined): string | undefined {
  return text !== undefined && TOKEN.test(text) ? text : undefined
}

/** Anything else than a page of this server that may be led back to counts as none. */
function nextOf(text: unknown): string | undefined {
  return typeof text === 'string' && NEXT.test(text) ? text : undefined
}
