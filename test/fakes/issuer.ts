import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type Provider from 'oidc-provider'

export const CLIENT = { id: 'hookline', secret: 'the-secret-of-the-client' }

const TTL_S = 600
const SIGNING_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })

/** Somebody at the issuer; `groups` comes with the scope `groups`. */
export interface Account {
  name?: string
  email?: string
  email_verified?: boolean
  groups?: string[]
}

/** A certified OpenID Connect provider on loopback, whose people sign in without being asked for a password. */
export interface FakeIssuer {
  url: string
  /** Until it is called, the issuer answers 503. `secret` null: a public client. */
  serve(options: { redirectUri: string; secret?: string | null }): Promise<void>
  /** Who sits before the browser; null: somebody who refuses. Default: nobody known. */
  person: { id: string; account: Account } | null
  /** Paths that were asked for, oldest first. */
  asked: string[]
  close(): Promise<void>
}

export async function startFakeIssuer(): Promise<FakeIssuer> {
  const { default: OidcProvider } = await quietly(() => import('oidc-provider'))
  let listener: RequestListener = (_req, res) => void res.writeHead(503).end()
  const server = createServer((req, res) => {
    fake.asked.push(req.url!.split('?', 1)[0]!)
    listener(req, res)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fake: FakeIssuer = { url, person: { id: 'somebody', account: {} }, asked: [], serve, close }
  return fake

  async function serve({ redirectUri, secret = CLIENT.secret }: { redirectUri: string; secret?: string | null }): Promise<void> {
    const provider = await quietly(
      () =>
        new OidcProvider(url, {
          clients: [clientOf(redirectUri, secret)],
          findAccount: (_ctx: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...fake.person?.account }) }),
          claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
          scopes: ['openid', 'email', 'profile', 'groups'],
          interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
          features: { devInteractions: { enabled: false } },
          cookies: { keys: ['a key of the fake'] },
          jwks: { keys: [{ ...SIGNING_KEY, kid: 'fake', use: 'sig', alg: 'RS256' }] },
          ttl: { Interaction: TTL_S, Session: TTL_S, Grant: TTL_S, AccessToken: TTL_S, IdToken: TTL_S, AuthorizationCode: TTL_S },
        }),
    )
    const answer = provider.callback()
    listener = (req, res) => void (req.url!.startsWith('/interaction/') ? decide(provider, req, res) : answer(req, res))
  }

  /** What a person does on the issuer's pages. */
  async function decide(provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { prompt, params, session } = await provider.interactionDetails(req, res)
    if (fake.person === null) return provider.interactionFinished(req, res, { error: 'access_denied', error_description: '<b>No</b>' })
    if (prompt.name === 'login') return provider.interactionFinished(req, res, { login: { accountId: fake.person.id } })
    const grant = new provider.Grant({ accountId: session!.accountId, clientId: params.client_id })
    grant.addOIDCScope(params.scope)
    return provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } })
  }

  async function close(): Promise<void> {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}

/** The package warns of an older Node, with which it works, and of keeping everything in memory. */
async function quietly<T>(work: () => T | Promise<T>): Promise<T> {
  const { warn } = console
  console.warn = () => {}
  try {
    return await work()
  } finally {
    console.warn = warn
  }
}

function clientOf(redirectUri: string, secret: string | null): object {
  const common = { client_id: CLIENT.id, redirect_uris: [redirectUri], response_types: ['code'], grant_types: ['authorization_code'] }
  return secret === null ? { ...common, token_endpoint_auth_method: 'none' } : { ...common, client_secret: secret }
}
