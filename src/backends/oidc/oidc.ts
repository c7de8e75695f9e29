import * as client from 'openid-client'
import { type AppError, SignInRefused } from '../../errors.ts'
import type { OidcSettings } from '../../model/oidc.ts'
import type { Claims } from '../../model/person.ts'
import type { Egress } from '../egress/egress.ts'
import { fetchThrough } from './fetch-through.ts'
import { toRefusal } from './refusal.ts'

/** What the browser must bring back for its sign-in to go on. */
export interface SignInAttempt {
  state: string
  nonce: string
  codeVerifier: string
}

/** The issuer of OIDC_ISSUER. It is asked for its addresses when somebody signs in, not at the start. */
export interface Oidc {
  /** A new attempt, and where the browser is sent with it. @throws {SignInUnavailable} */
  begin(redirectUri: string): Promise<{ attempt: SignInAttempt; url: string }>
  /**
   * What the issuer says of who has come back with `callback`, a URL whose path is the redirect URI's.
   * @throws {SignInUnavailable} it cannot be reached, or is set up wrongly
   * @throws {SignInRefused} `oidc_denied` by the issuer, `oidc_invalid` where a check has failed
   */
  finish(callback: URL, attempt: SignInAttempt): Promise<Claims>
}

interface OidcDeps {
  settings: OidcSettings
  fetch: Egress['fetch']
  now(): number
}

/** How long the issuer's addresses are taken as they were; its keys are read again when one is unknown. */
const KNOWN_MS = 60 * 60 * 1000
/** After a failure the issuer is left alone for this long, whoever asks. */
const LEFT_ALONE_MS = 3000
/** How far clocks may be apart, in seconds. */
const CLOCK_TOLERANCE_S = 30

export function createOidc({ settings, fetch, now }: OidcDeps): Oidc {
  const { clientId, clientSecret, scopes } = settings
  const issuer = new URL(settings.issuer)
  let known: { configuration: client.Configuration; atMs: number } | null = null
  let failed: { error: AppError; atMs: number } | null = null
  let asking: Promise<client.Configuration> | null = null
  return { begin, finish }

  async function begin(redirectUri: string): Promise<{ attempt: SignInAttempt; url: string }> {
    const configuration = await find()
    const attempt = { state: client.randomState(), nonce: client.randomNonce(), codeVerifier: client.randomPKCECodeVerifier() }
    const challenge = await client.calculatePKCECodeChallenge(attempt.codeVerifier)
    try {
      const { state, nonce } = attempt
      const pkce = { code_challenge: challenge, code_challenge_method: 'S256' }
      const url = client.buildAuthorizationUrl(configuration, { redirect_uri: redirectUri, scope: scopes, state, nonce, ...pkce })
      return { attempt, url: url.href }
    } catch (error) {
      throw toRefusal(error, settings.name, true)
    }
  }

  async function finish(callback: URL, attempt: SignInAttempt): Promise<Claims> {
    const configuration = await find()
    try {
      return await claimsOf(configuration, callback, attempt)
    } catch (error) {
      throw toRefusal(error, settings.name)
    }
  }

  async function claimsOf(configuration: client.Configuration, callback: URL, attempt: SignInAttempt): Promise<Claims> {
    const tokens = await client.authorizationCodeGrant(configuration, callback, {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.codeVerifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()!
    // A server of many tenants signs for all of them; this one was not set up for all.
    if (new URL(claims.iss).href !== issuer.href)
      throw new SignInRefused(401, 'oidc_invalid', `${settings.name} has signed you in for another issuer`)
    if (configuration.serverMetadata().userinfo_endpoint === undefined) return claims
    // Many issuers put e-mail and groups only here. What is signed stands above it.
    return { ...(await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims }
  }

  /** Those who ask at once ask together. What is known stays good where it cannot be read again. */
  async function find(): Promise<client.Configuration> {
    if (known && now() - known.atMs < KNOWN_MS) return known.configuration
    if (failed && now() - failed.atMs < LEFT_ALONE_MS) return orKnown(failed.error)
    asking ??= discover().finally(() => (asking = null))
    return asking
  }

  async function discover(): Promise<client.Configuration> {
    try {
      const configuration = await client.discovery(issuer, clientId, { [client.clockTolerance]: CLOCK_TOLERANCE_S }, authenticate, {
        [client.customFetch]: fetchThrough(fetch),
        // The way out lets plain http through only to hosts that EGRESS_ALLOW names.
        execute: issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [],
      })
      // Without it the library takes a token as signed because it came by TLS.
      client.enableNonRepudiationChecks(configuration)
      known = { configuration, atMs: now() }
      return configuration
    } catch (cause) {
      failed = { error: toRefusal(cause, settings.name, true), atMs: now() }
      return orKnown(failed.error)
    }
  }

  function orKnown(error: AppError): client.Configuration {
    if (!known) throw error
    return known.configuration
  }

  /** In the way that the issuer takes; where it does not say, RFC 8414 means Basic. */
  function authenticate(...request: Parameters<client.ClientAuth>): void {
    const takesPost = request[0].token_endpoint_auth_methods_supported?.includes('client_secret_post')
    if (clientSecret === undefined) client.None()(...request)
    else if (takesPost) client.ClientSecretPost(clientSecret)(...request)
    else client.ClientSecretBasic(clientSecret)(...request)
  }
}
