import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { type Context, Hono } from 'hono'
import type { Registry } from '../registry/registry.ts'
import { findSession } from '../registry/sessions.ts'
import { readCookie, SESSION_COOKIE } from './authenticate.ts'
import { policy } from './security-headers.ts'

/** Beside the bundled server, and where the build puts it for one that runs from its sources. */
const PLACES = ['./dashboard', '../../dist/dashboard']
/** What the build leaves in index.html where a nonce is due. */
const NONCE_MARK = 'NONCE_OF_THIS_ANSWER'
/** In seconds: the names of assets change with their content. */
const ASSET_MAX_AGE_S = 31_536_000

/** The addresses of the dashboard's pages, as in client/dashboard/app/routes.tsx. A question's own page is not among them. */
const LISTS = ['webhooks', 'events', 'tasks', 'questions', 'proposals', 'agents', 'keys', 'audit', 'health', 'settings']
const DETAILS = ['webhooks', 'commands', 'events', 'tasks', 'proposals']
const PAGES = ['/', ...LISTS.map((name) => `/${name}`), ...DETAILS.map((name) => `/${name}/:id`)]

/** The dashboard, as it was built. A browser that is not signed in is led to the sign-in, and back. */
export function dashboardRoutes(registry: Registry): Hono {
  const app = new Hono()
  const folder = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((place) => existsSync(place))
  if (folder === undefined) return app
  const parts = readFileSync(`${folder}/index.html`, 'utf8').split(NONCE_MARK)
  for (const page of PAGES) app.get(page, async (c) => ((await isSignedIn(registry, c)) ? show(c, parts) : leadToSignIn(c)))
  app.use('/assets/*', serveStatic({ root: folder, precompressed: true, onFound: (_path, c) => keepAsset(c) }))
  return app
}

async function isSignedIn(registry: Registry, c: Context): Promise<boolean> {
  const session = readCookie(c.req.header('cookie'), SESSION_COOKIE)
  return session !== undefined && (await findSession(registry, session)) !== null
}

function leadToSignIn(c: Context): Response {
  const { pathname, search } = new URL(c.req.url)
  return c.redirect(pathname === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(pathname + search)}`)
}

/** Components write style sheets of their own at run time: those count that carry this answer's nonce. */
function show(c: Context, parts: readonly string[]): Response {
  const nonce = randomBytes(16).toString('base64')
  const contentSecurityPolicy = policy({
    'script-src': "'self'",
    'style-src': `'self' 'nonce-${nonce}'`,
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': "'self'",
  })
  return c.body(parts.join(nonce), 200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': contentSecurityPolicy })
}

function keepAsset(c: Context): void {
  c.header('Cache-Control', `public, max-age=${ASSET_MAX_AGE_S}, immutable`)
}
