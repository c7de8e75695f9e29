import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { ProviderFailure } from '../../errors.ts'
import { textAt } from '../payload.ts'
import { type Api, type ApiAnswer, askApi } from '../reply.ts'
import { explained, requireCredential } from './call.ts'

/** "60 seconds in the past", and "no more than 10 minutes into the future": https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
const ISSUED_BEFORE_S = 60
const EXPIRES_AFTER_S = 540
/** A token that would run out while it is used is not used. */
const SPARE_MS = 5 * 60_000
/** Of how many installations tokens are kept. */
const MAX_TOKENS = 500

const tokens = new LRUCache<string, { token: string; expiresAtMs: number }>({ max: MAX_TOKENS })

/** "Installation tokens expire after 1 hour": https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app */
const TOKEN_LIFE_MS = 60 * 60_000
/** A replaced token is good until its hour is over, and each is asked for with a JWT. */
const made = new LRUCache<string, true>({ max: 4 * MAX_TOKENS, ttl: TOKEN_LIFE_MS })

/** The tokens and JWTs that may still be good. */
export function madeSecrets(): string[] {
  return [...made.keys()]
}

/** Whether the credential is that of a GitHub App; it then goes before a token. */
export function isApp({ credentials }: Api): boolean {
  return Boolean(credentials.appId?.trim())
}

/**
 * The installation's token, made where none is kept: it lives for an hour.
 * https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 * @throws {ProviderFailure}
 */
export async function installationToken(api: Api, baseUrl: string): Promise<string> {
  const key = cacheKey(api, baseUrl)
  const kept = tokens.get(key)
  if (kept && kept.expiresAtMs - SPARE_MS > api.nowMs()) return kept.token
  const { json } = await explained(callAsApp(api, baseUrl, `${installationPath(api)}/access_tokens`, 'POST'), REFUSALS)
  const token = textAt(json, 'token')
  if (token === null) throw new ProviderFailure('github', 'The answer holds no installation token', { retryable: true })
  made.set(token, true)
  const expiresAtMs = Date.parse(textAt(json, 'expires_at') ?? '')
  if (expiresAtMs > 0) tokens.set(key, { token, expiresAtMs })
  return token
}

const REFUSALS = {
  401: 'GitHub does not accept the App: `appId` and `privateKey` do not belong together, or the clock of this machine is wrong',
  403: 'The installation of the App is suspended, or may not be used',
  404: 'GitHub does not know this installation of the App: is `installationId` right, and the App still installed?',
}

/** GitHub has refused the token: the next call asks for another one. */
export function forgetInstallationToken(api: Api, baseUrl: string): void {
  tokens.delete(cacheKey(api, baseUrl))
}

/** The path of the App's installation. @throws {ProviderFailure} */
export function installationPath(api: Api): string {
  const id = requireCredential(api, 'github', 'installationId')
  if (/^\d{1,18}$/.test(id)) return `/app/installations/${id}`
  throw new ProviderFailure('github', 'The credential `installationId` is not a number', { retryable: false })
}

/** A call in the name of the App itself. @throws {ProviderFailure} */
export async function callAsApp(api: Api, baseUrl: string, path: string, method = 'GET'): Promise<ApiAnswer> {
  const headers = { ...GITHUB_HEADERS, authorization: `Bearer ${appToken(api)}` }
  return askApi(api.fetch, { provider: 'github', method, url: baseUrl + path, headers })
}

/** https://docs.github.com/en/rest/about-the-rest-api/api-versions */
export const GITHUB_HEADERS = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28', 'user-agent': 'Hookline' }

/** RS256 (RFC 7518, 3.3), which is all of JOSE that an App needs. */
function appToken(api: Api): string {
  const nowS = Math.floor(api.nowMs() / 1000)
  const claims = { iat: nowS - ISSUED_BEFORE_S, exp: nowS + EXPIRES_AFTER_S, iss: requireCredential(api, 'github', 'appId') }
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`
  const token = `${signed}.${sign('sha256', Buffer.from(signed), privateKey(api)).toString('base64url')}`
  made.set(token, true)
  return token
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

function privateKey(api: Api): KeyObject {
  // A key that came through an environment variable or JSON often has its line breaks written out.
  const pem = requireCredential(api, 'github', 'privateKey').replaceAll('\\n', '\n')
  const key = parseKey(pem)
  if (key?.asymmetricKeyType === 'rsa') return key
  throw new ProviderFailure('github', 'The credential `privateKey` is not an RSA key in PEM, as GitHub issues it', { retryable: false })
}

/** The reason stays here: it might quote the key. */
function parseKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

function cacheKey({ credentials: { appId, installationId, privateKey } }: Api, baseUrl: string): string {
  return createHash('sha256')
    .update(JSON.stringify([baseUrl, appId, installationId, privateKey]))
    .digest('base64')
}
