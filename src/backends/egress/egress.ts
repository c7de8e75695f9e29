import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector, fetch as undiciFetch } from 'undici'
import { AppError } from '../../errors.ts'

/** An outgoing request wants to reach an address that is not public and that EGRESS_ALLOW does not name. */
class EgressBlocked extends AppError {
  constructor(host: string) {
    super('egress_blocked', 400, `${host} is not a public address; EGRESS_ALLOW can name hosts that may be reached all the same`)
  }
}

/** The one way out: http(s) only, no redirects, public addresses only, answers read up to a limit, within a deadline. */
export type Egress = (
  url: string,
  init?: { method?: string; headers?: Record<string, string>; body?: string },
) => Promise<{ status: number; text(): Promise<string> }>

const CONNECT_TIMEOUT_MS = 5000
const TOTAL_TIMEOUT_MS = 15_000
const MAX_ANSWER_BYTES = 20_000

export function createEgress(allow: readonly string[]): Egress {
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup: guardedLookup(allow) })
  const dispatcher = new Agent({
    // A literal address never reaches the lookup, so it is looked at here.
    connect(options, callback) {
      const host = options.hostname.replace(/^\[|\]$/g, '')
      if (isIP(host) && !isPublic(host) && !isNamed(allow, host, options.port)) return callback(new EgressBlocked(host), null)
      connect(options, callback)
    },
  })
  return async (url, init) => {
    if (!/^https?:$/.test(new URL(url).protocol)) throw new EgressBlocked(url)
    const response = await undiciFetch(url, { ...init, dispatcher, redirect: 'manual', signal: AbortSignal.timeout(TOTAL_TIMEOUT_MS) })
    return { status: response.status, text: () => readUpTo(response.body, MAX_ANSWER_BYTES) }
  }
}

/** Whether an address is public unicast; an IPv4 address inside an IPv6 one counts as the IPv4 one. */
function isPublic(address: string): boolean {
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || !(parsed as ipaddr.IPv6).match(ipaddr.IPv6.parse('::'), 96)
}

function isNamed(allow: readonly string[], host: string, port: string | undefined): boolean {
  return allow.includes(host) || allow.includes(`${host}:${port}`)
}

function guardedLookup(allow: readonly string[]): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const usable = allow.includes(hostname) ? addresses : addresses.filter(({ address }) => isPublic(address))
      if (usable.length === 0) return callback(new EgressBlocked(hostname), [])
      if (options.all) callback(null, usable)
      else callback(null, usable[0]!.address, usable[0]!.family)
    })
  }
}

async function readUpTo(body: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= maxBytes) break
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8')
}
