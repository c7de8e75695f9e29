import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type FakeAnswer, type FakeServer, type RecordedRequest, startFakeServer } from './fake-server.ts'
import { CLIENT } from './issuer.ts'

/** What the issuer does other than it should; everything that is left out it does rightly. */
export interface Misdeeds {
  /** Laid over the claims of the ID token; undefined leaves one out. */
  claims?: Record<string, unknown>
  /** Laid over the answer of the token endpoint. */
  token?: Record<string, unknown>
  /** What UserInfo says instead. */
  userinfo?: Record<string, unknown>
  /** Laid over the parameters that the browser brings back; undefined leaves one out. */
  callback?: Record<string, string | undefined>
  /** Laid over what discovery says. */
  metadata?: Record<string, unknown>
  /** `other`: a key that it has not published; `none`: unsigned. */
  signedBy?: 'other' | 'none'
}

export interface HostileIssuer extends FakeServer {
  /** Holds from now on. */
  does: Misdeeds
}

const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 })
const OTHER_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 })
const SUBJECT = 'mallory'

/** An issuer on loopback that signs everybody in at once, and can do so wrongly. */
export async function startHostileIssuer(): Promise<HostileIssuer> {
  /** By code: the request that it was given out for. */
  const codes = new Map<string, URLSearchParams>()
  const server = await startFakeServer((request) => answers[request.path]?.(request) ?? { status: 404 })
  const issuer: HostileIssuer = { ...server, does: {} }
  const answers: Record<string, (request: RecordedRequest) => FakeAnswer> = {
    '/.well-known/openid-configuration': () => ({ status: 200, body: { ...metadata(server.url), ...issuer.does.metadata } }),
    '/jwks': () => ({ status: 200, body: { keys: [{ ...KEY.publicKey.export({ format: 'jwk' }), kid: 'a', use: 'sig', alg: 'RS256' }] } }),
    '/authorize': authorize,
    '/token': token,
    '/userinfo': () => ({ status: 200, body: issuer.does.userinfo ?? { sub: SUBJECT, groups: ['staff'] } }),
  }
  return issuer

  function authorize({ query }: RecordedRequest): FakeAnswer {
    const code = `code-${codes.size + 1}`
    codes.set(code, query)
    const brought = { code, state: query.get('state')!, iss: server.url, ...issuer.does.callback }
    const callback = new URL(query.get('redirect_uri')!)
    for (const [name, value] of Object.entries(brought)) if (value !== undefined) callback.searchParams.set(name, value)
    return { status: 302, headers: { location: callback.href } }
  }

  function token({ body }: RecordedRequest): FakeAnswer {
    const form = body as Record<string, string>
    const asked = codes.get(form.code ?? '')
    codes.delete(form.code ?? '')
    const challenge = createHash('sha256')
      .update(form.code_verifier ?? '')
      .digest('base64url')
    if (!asked || asked.get('code_challenge') !== challenge || asked.get('redirect_uri') !== form.redirect_uri)
      return { status: 400, body: { error: 'invalid_grant', error_description: 'the code is expired' } }
    const nowS = Math.floor(Date.now() / 1000)
    const right = { iss: server.url, sub: SUBJECT, aud: CLIENT.id, exp: nowS + 300, iat: nowS, nonce: asked.get('nonce') }
    const idToken = jwt({ ...right, name: 'Mallory', ...issuer.does.claims }, issuer.does.signedBy)
    return { status: 200, body: { access_token: 'opaque', token_type: 'Bearer', id_token: idToken, ...issuer.does.token } }
  }
}

function metadata(url: string): Record<string, unknown> {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    userinfo_endpoint: `${url}/userinfo`,
    jwks_uri: `${url}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    authorization_response_iss_parameter_supported: true,
  }
}

function jwt(claims: object, signedBy: Misdeeds['signedBy']): string {
  const text = [{ alg: signedBy === 'none' ? 'none' : 'RS256', kid: 'a' }, claims].map(encoded).join('.')
  return `${text}.${signedBy === 'none' ? '' : signature(text, (signedBy === 'other' ? OTHER_KEY : KEY).privateKey)}`
}

function signature(text: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(text), key).toString('base64url')
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
