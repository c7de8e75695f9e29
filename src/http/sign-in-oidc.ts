import { type Context, Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { Oidc, SignInAttempt } from '../backends/oidc/oidc.ts'
import { oidcAttemptContext } from '../backends/vault/vault.ts'
import { AppError, SignInRefused } from '../errors.ts'
import type { OidcSettings } from '../model/oidc.ts'
import { signInPerson, useUp } from '../registry/people.ts'
import type { Registry } from '../registry/registry.ts'
import { addressOf, readCookie } from './authenticate.ts'
import { HOME, nextOf, setSessionCookie } from './sign-in-browser.ts'
import { refusedSignIn, refuseGuessing, type SignInDeps } from './sign-in-failures.ts'

/** Sign-in through an issuer, where it is set up. */
export interface OidcSignIn {
  oidc: Oidc
  settings: OidcSettings
}

export const OIDC_PATH = '/sign-in/oidc'
const CALLBACK_PATH = `${OIDC_PATH}/callback`
const ATTEMPT_COOKIE = 'hookline_oidc'
/** How long somebody may take at the issuer. */
const ATTEMPT_S = 10 * 60

/** What the cookie holds, sealed. */
interface KeptAttempt extends SignInAttempt {
  next: string | undefined
  expiresAtMs: number
}

/**
 * `/sign-in/oidc` sends a browser to the issuer; `/sign-in/oidc/callback` is where it comes back. What must come back with it
 * waits in a cookie that only this server can read or make, so nothing is stored for those who never do.
 */
export function oidcRoutes(deps: SignInDeps, { oidc, settings }: OidcSignIn): Hono {
  const { registry } = deps
  const app = new Hono()
  app.get(OIDC_PATH, begin)
  app.get(CALLBACK_PATH, finish)
  return app

  async function begin(c: Context): Promise<Response> {
    refuseGuessing(deps, c)
    const next = nextOf(c.req.query('next'))
    c.set('next', next)
    const { attempt, url } = await told(c, () => oidc.begin(registry.baseUrl + CALLBACK_PATH))
    keep(registry, c, { ...attempt, next, expiresAtMs: registry.now() + ATTEMPT_S * 1000 })
    return c.redirect(url, 303)
  }

  async function finish(c: Context): Promise<Response> {
    refuseGuessing(deps, c)
    // Not counted: nothing was tried, and a page of another site could have had it asked.
    const kept = await told(c, async () => broughtBack(registry, c))
    c.set('next', kept.next)
    deleteCookie(c, ATTEMPT_COOKIE, { path: '/' })
    const token = await told(c, () => exchange(c, kept), isFailure)
    setSessionCookie(c, token, { maxAgeS: settings.sessionMs / 1000, baseUrl: registry.baseUrl })
    return c.redirect(kept.next ?? HOME, 303)
  }

  async function exchange(c: Context, kept: KeptAttempt): Promise<string> {
    await useUp(registry, kept.state, kept.expiresAtMs)
    const callback = new URL(registry.baseUrl + CALLBACK_PATH)
    callback.search = new URL(c.req.url).search
    return signInPerson(registry, settings, await oidc.finish(callback, kept), addressOf(c))
  }

  async function told<T>(c: Context, step: () => Promise<T>, counts: (error: AppError) => boolean = () => false): Promise<T> {
    try {
      return await step()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      throw await refusedSignIn(deps, c, error, counts(error))
    }
  }
}

/** What is wrong at the issuer is not a failure of who signs in. */
function isFailure(error: AppError): boolean {
  return error instanceof SignInRefused
}

function keep({ vault, baseUrl }: Registry, c: Context, attempt: KeptAttempt): void {
  setCookie(c, ATTEMPT_COOKIE, vault.seal(JSON.stringify(attempt), oidcAttemptContext), {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: ATTEMPT_S,
    secure: baseUrl.startsWith('https:'),
  })
}

/** @throws {SignInRefused} the browser has begun no sign-in, too long ago, or another one */
function broughtBack(registry: Registry, c: Context): KeptAttempt {
  const kept = open(registry, readCookie(c.req.header('cookie'), ATTEMPT_COOKIE))
  if (!kept || kept.expiresAtMs <= registry.now())
    throw new SignInRefused(400, 'oidc_no_attempt', 'This browser has not begun to sign in, or more than 10 minutes ago: begin again')
  if (c.req.query('state') !== kept.state)
    throw new SignInRefused(400, 'oidc_state_mismatch', 'This is not the sign-in that this browser began last: begin again')
  return kept
}

/** Null: there is none, or none of ours. */
function open({ vault }: Registry, sealed: string | undefined): KeptAttempt | null {
  try {
    return sealed === undefined ? null : JSON.parse(vault.open(sealed, oidcAttemptContext))
  } catch {
    return null
  }
}
