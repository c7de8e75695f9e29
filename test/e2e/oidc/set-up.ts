import { type Account, CLIENT, type FakeIssuer, startFakeIssuer } from '../../fakes/issuer.ts'
import { type Browser, openBrowser, type Page } from '../../helpers/browser.ts'
import { type Data, startApp, type TestApp } from '../../helpers/start-app.ts'

export const ADA: Account = { name: 'Ada Lovelace', email: 'Ada@Example.com', email_verified: true, groups: ['hookline-admins', 'staff'] }
export const BOB: Account = { name: 'Bob', email: 'bob@example.com', email_verified: false, groups: ['staff'] }
export const OIDC = '/sign-in/oidc'
export const CALLBACK = `${OIDC}/callback`

/** The certified provider is loaded and started with the server. */
export const SLOW_START_MS = 60_000

/** The variables for an issuer on loopback whose groups are mapped. Each browser has an address of its own. */
export function environment(issuer: string): Record<string, string> {
  return {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_SCOPES: 'openid email profile groups',
    OIDC_NAME: 'Acme',
    OIDC_ROLE_CLAIM: 'groups',
    OIDC_ROLES: 'hookline-admins=ADMIN,staff=OPERATOR',
    EGRESS_ALLOW: '127.0.0.1',
    TRUSTED_PROXIES: '127.0.0.1',
  }
}

export interface Signing {
  app: TestApp
  issuer: FakeIssuer
  /** A new browser that goes the whole way as somebody at the issuer, up to the page that it is led to. */
  signIn(id: string, account: Account, next?: string): Promise<{ browser: Browser; page: Page }>
  close(): Promise<void>
}

/** A server, and a certified provider that signs people in for it. */
export async function startSigning({ env = {}, secret }: { env?: Record<string, string>; secret?: null } = {}): Promise<Signing> {
  const issuer = await startFakeIssuer()
  const app = await startApp({ env: { ...environment(issuer.url), ...env } })
  await issuer.serve({ redirectUri: app.url + CALLBACK, secret })
  return { app, issuer, signIn, close }

  async function signIn(id: string, account: Account, next?: string): Promise<{ browser: Browser; page: Page }> {
    issuer.person = { id, account }
    const browser = openBrowser()
    const query = next === undefined ? '' : `?next=${encodeURIComponent(next)}`
    const page = await browser.get(app.url + OIDC + query, `${app.url}/`)
    return { browser, page }
  }

  async function close(): Promise<void> {
    await app.close()
    await issuer.close()
  }
}

/** What GraphQL answers to a browser's page. */
export async function ask(app: { url: string }, browser: Browser, query: string): Promise<Data> {
  const headers = { ...sessionOf(browser), 'content-type': 'application/json', origin: app.url }
  const answer = await fetch(`${app.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
  return answer.json()
}

export function sessionOf({ cookies }: Browser): { cookie: string } {
  return { cookie: `hookline_session=${cookies.get('hookline_session')}` }
}

/** The audit's entries of a kind, newest first. */
export async function audited(app: TestApp, verb: string): Promise<Data[]> {
  const { auditLog } = await app.graphql('{ auditLog(first: 50) { edges { node { actor verb subject detail } } } }')
  return auditLog.edges.map(({ node }: Data) => node).filter((entry: Data) => entry.verb === verb)
}
