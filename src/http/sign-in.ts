import { type Context, Hono } from 'hono'
import { deleteCookie } from 'hono/cookie'
import { Refused, Unauthenticated } from '../errors.ts'
import type { Registry } from '../registry/registry.ts'
import { findSession, redeemSignInLink, SESSION_S, signIn, signOut } from '../registry/sessions.ts'
import { addressOf, isFromOwnPage, readCookie, SESSION_COOKIE } from './authenticate.ts'
import { toAppError } from './error-answer.ts'
import { refusedForeignPage } from './foreign-pages.ts'
import { limitBody } from './limit-body.ts'
import { formPolicy } from './security-headers.ts'
import { HOME, nextOf, setSessionCookie } from './sign-in-browser.ts'
import { refusedSignIn, refuseGuessing, type SignInDeps } from './sign-in-failures.ts'
import { OIDC_PATH, type OidcSignIn, oidcRoutes } from './sign-in-oidc.ts'
import { type Shown, SIGN_IN_CSS, signInPage } from './sign-in-page.ts'

const MAX_FORM_BYTES = 16 * 1024
const TOKEN = /^[\w-]{1,200}$/

/**
 * The way in for people: GET shows a form or a button and never signs in with a key or a link, for mail programs and chats
 * open links themselves. `oidc`: people may also sign in through an issuer.
 */
export function signInRoutes(deps: SignInDeps & { oidc?: OidcSignIn }): Hono {
  const app = new Hono()
  // By path: a middleware for all would also reach what is mounted beside these pages.
  for (const path of ['/sign-in', '/sign-out', `${OIDC_PATH}/*`]) app.use(path, formPolicy)
  app.get('/sign-in', (c) => c.html(page({ token: tokenOf(c.req.query('token')), next: nextOf(c.req.query('next')) })))
  app.get('/sign-in.css', (c) => c.text(SIGN_IN_CSS, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  app.post('/sign-in', limitBody(MAX_FORM_BYTES), (c) => openSession(deps, c))
  app.post('/sign-out', (c) => endSession(deps, c))
  if (deps.oidc) app.route('/', oidcRoutes(deps, deps.oidc))
  app.onError(answerPage)
  return app

  function page(shown: Omit<Shown, 'issuer'>) {
    return signInPage({ ...shown, issuer: deps.oidc?.settings.name })
  }

  function answerPage(cause: Error, c: Context): Response | Promise<Response> {
    const error = toAppError(cause)
    // What a sign-in was refused for is in the log already.
    if (error.code === 'internal') deps.registry.log.error({ err: cause, path: c.req.path }, 'request failed')
    if (error instanceof Refused && error.retryAfterS !== undefined) c.header('Retry-After', String(error.retryAfterS))
    return c.html(page({ message: error.message, code: error.code, next: c.get('next') }), error.status as 400)
  }
}

async function openSession(deps: SignInDeps, c: Context): Promise<Response> {
  const { registry } = deps
  await refuseForeignPage(registry, c)
  refuseGuessing(deps, c)
  const { token, key, next: asked } = await c.req.parseBody()
  const next = nextOf(asked)
  c.set('next', next)
  const session = await tried(deps, c, () =>
    typeof token === 'string' ? redeemSignInLink(registry, token) : signIn(registry, String(key ?? '').trim()),
  )
  setSessionCookie(c, session, { maxAgeS: SESSION_S, baseUrl: registry.baseUrl })
  return c.redirect(next ?? HOME, 303)
}

async function endSession({ registry }: SignInDeps, c: Context): Promise<Response> {
  await refuseForeignPage(registry, c)
  const token = readCookie(c.req.header('cookie'), SESSION_COOKIE)
  if (token !== undefined) await signOut(registry, token)
  deleteCookie(c, SESSION_COOKIE, { path: '/' })
  return c.redirect('/sign-in', 303)
}

/** Another site's page must not sign a browser in or out; a program sends neither header. */
async function refuseForeignPage(registry: Registry, c: Context): Promise<void> {
  const isBrowser = c.req.header('origin') !== undefined || c.req.header('sec-fetch-site') !== undefined
  if (!isBrowser || isFromOwnPage(c, registry.baseUrl)) return
  const session = readCookie(c.req.header('cookie'), SESSION_COOKIE)
  const viewer = session === undefined ? null : await findSession(registry, session)
  const attempt = { viewer, address: addressOf(c), subject: `${c.req.method} ${c.req.path}` }
  throw refusedForeignPage(registry, attempt, 'This form was sent by a page of another site')
}

async function tried(deps: SignInDeps, c: Context, attempt: () => Promise<string>): Promise<string> {
  try {
    return await attempt()
  } catch (error) {
    throw error instanceof Unauthenticated ? await refusedSignIn(deps, c, error) : error
  }
}

/** Anything that cannot be a token counts as none. */
function tokenOf(text: string | undefined): string | undefined {
  return text !== undefined && TOKEN.test(text) ? text : undefined
}
