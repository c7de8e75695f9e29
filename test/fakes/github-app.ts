import { randomBytes, verify } from 'node:crypto'
import type { FakeAnswer, RecordedRequest } from './fake-server.ts'

/** A GitHub App and its one installation. */
export interface FakeApp {
  appId: string
  slug: string
  /** The public half of the App's key, in PEM. */
  publicKey: string
  installationId: number
  permissions: Record<string, 'read' | 'write'>
  suspendedAt?: string | null
}

const DOCS = 'https://docs.github.com/rest'
const TOKEN_LIFE_MS = 60 * 60_000
const MAX_LIFE_S = 600

/**
 * The endpoints that an App calls in its own name. `issued` takes the tokens that are made for the installation.
 * https://docs.github.com/en/rest/apps/apps
 */
export function answerApp(app: FakeApp, issued: Set<string>, { method, path, headers }: RecordedRequest, nowMs: number): FakeAnswer {
  const wrong = wrongJwt(app, /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '', nowMs / 1000)
  if (wrong) return { status: 401, body: { message: wrong, documentation_url: DOCS } }
  const installation = `/app/installations/${app.installationId}`
  const { appId, slug, permissions, suspendedAt = null } = app
  if (method === 'GET' && path === '/app') return { status: 200, body: { id: Number(appId), slug, name: slug, permissions } }
  if (method === 'GET' && path === installation)
    return { status: 200, body: { id: app.installationId, app_slug: slug, permissions, suspended_at: suspendedAt } }
  if (method === 'POST' && path === `${installation}/access_tokens`) return issue(issued, permissions, nowMs)
  return { status: 404, body: { message: 'Not Found', documentation_url: DOCS, status: '404' } }
}

function issue(issued: Set<string>, permissions: FakeApp['permissions'], nowMs: number): FakeAnswer {
  const token = `ghs_${randomBytes(18).toString('hex')}`
  issued.add(token)
  const expires = new Date(nowMs + TOKEN_LIFE_MS).toISOString().replace(/\.\d+Z$/, 'Z')
  return { status: 201, body: { token, expires_at: expires, permissions, repository_selection: 'all' } }
}

/** What GitHub finds wrong with a JWT, in its words; null: nothing. */
function wrongJwt({ appId, publicKey }: FakeApp, jwt: string, nowS: number): string | null {
  const [head = '', claims = '', signature = ''] = jwt.split('.')
  const { alg } = read(head)
  const { iat, exp, iss } = read(claims)
  if (alg !== 'RS256' || !verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url')))
    return 'A JSON web token could not be decoded'
  if (String(iss) !== appId) return "'Issuer' claim ('iss') must be an Integer"
  if (!(Number(iat) <= nowS)) return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
  if (!(Number(exp) > nowS))
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"
  return Number(exp) > nowS + MAX_LIFE_S ? "'Expiration time' claim ('exp') is too far in the future" : null
}

function read(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return {}
  }
}
