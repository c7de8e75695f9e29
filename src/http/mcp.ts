import { isIP } from 'node:net'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { AppError, Forbidden, Refused } from '../errors.ts'
import type { Mcp } from '../mcp/mcp.ts'
import { isDeepText } from '../providers/payload.ts'
import type { Registry } from '../registry/registry.ts'
import { authenticate, type CallerEnv } from './authenticate.ts'
import type { KeyLimit } from './key-limit.ts'
import { limitBody } from './limit-body.ts'

const MCP_PATH = '/mcp'

/** As for GraphQL: a hundred commands with the largest templates fit. */
const MAX_BODY_BYTES = 8 * 1024 * 1024

export interface McpRouteDeps {
  registry: Registry
  keyLimit: KeyLimit
  mcp: Mcp
  /** Every connection is held to reading. */
  readOnly: boolean
  /** Names, beside that of the server's own URL and the local ones, under which the endpoint is reached. */
  hosts: readonly string[]
}

/** Model Context Protocol on /mcp, for callers with a key. A page of another site is told nothing, with whatever key. */
export function mcpRoutes({ registry, keyLimit, mcp, readOnly, hosts }: McpRouteDeps): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  const isOwn = (host: string) => isLocal(host) || host === new URL(registry.baseUrl).hostname || hosts.includes(host)
  app.use(MCP_PATH, refuseForeign(isOwn), authenticate(registry, keyLimit), limitBody(MAX_BODY_BYTES))
  app.all(MCP_PATH, async (c) => {
    // There are no sessions, so whoever names one has it from somewhere else.
    if (c.req.header('mcp-session-id') !== undefined) throw new AppError('session_not_found', 404, 'There is no such session')
    const connection = { viewer: c.get('viewer'), readOnly: readOnly || wantsReadOnly(c) }
    return mcp.fetch(c.req.raw, await readMessage(c), connection)
  })
  return app
}

/**
 * Keeps off pages of other sites, also those whose name was made to lead here. An address cannot be made to.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning
 */
function refuseForeign(isOwn: (host: string) => boolean): MiddlewareHandler {
  return async (c, next) => {
    const host = hostnameOf(`http://${c.req.header('host')}`)
    const origin = c.req.header('origin')
    if (host === null || !(isOwn(host) || isAddress(host)))
      throw new Forbidden('The Host is not one of this server; MCP_HOSTS can name more')
    const from = origin === undefined ? host : hostnameOf(origin)
    if (from === null || !(isOwn(from) || from === host)) throw new Forbidden('A page of another origin may not use this endpoint')
    await next()
  }
}

function wantsReadOnly(c: Context): boolean {
  return isSet(c.req.query('readonly')) || isSet(c.req.header('hookline-read-only'))
}

/** Only what plainly says no is none: who writes `?readonly` means it. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && !['0', 'false', 'no'].includes(value.toLowerCase())
}

/**
 * The one JSON-RPC message of a request; undefined: there is none, or it is no JSON, which the protocol answers itself.
 * @throws {Refused} `too_deep`, `batch_not_supported`: a batch would be many requests for the price of one
 */
async function readMessage(c: Context): Promise<unknown> {
  if (c.req.method !== 'POST') return undefined
  const text = await c.req.raw.clone().text()
  if (isDeepText(text)) throw new Refused(400, 'too_deep', 'The request nests too deeply, or has too many keys')
  const message = parsed(text)
  if (Array.isArray(message)) throw new Refused(400, 'batch_not_supported', 'Send one JSON-RPC message in a request')
  return message
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function hostnameOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === '[::1]'
}

function isAddress(host: string): boolean {
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0
}
