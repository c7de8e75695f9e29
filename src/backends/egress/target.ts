import { isIP } from 'node:net'
import { EgressBlocked } from '../../errors.ts'
import { canonicalHost } from '../../model/allow-entry.ts'
import { isPublic } from './addresses.ts'
import type { AllowList } from './allow-list.ts'

/** Where a request goes, after the rules on the URL itself. */
export interface Target {
  url: URL
  /** A name without a dot at its end, or an address without brackets in its one canonical form. */
  host: string
  /** Also where the URL leaves it out. */
  port: number
  isHttps: boolean
  /** EGRESS_ALLOW names it: plain http and addresses that are not public will do. */
  isNamed: boolean
}

export interface TargetRules {
  allow: AllowList
  ownUrl(): string
  /** Plain http is refused also where EGRESS_ALLOW names the host. */
  httpsOnly?: boolean
}

/**
 * Judges a URL by what it says, before its name is resolved. Messages show the host alone: paths can hold secrets, as those
 * of Slack's incoming webhooks do.
 * @throws {EgressBlocked} the scheme, a user or password, plain http, an address that is not public, the server itself
 */
export function readTarget(text: string, { allow, ownUrl, httpsOnly = false }: TargetRules): Target {
  if (!URL.canParse(text)) throw new EgressBlocked('This is not a URL that can be called')
  const target = toTarget(new URL(text), allow)
  const { url, host, isHttps, isNamed } = target
  if (!/^https?:$/.test(url.protocol)) throw new EgressBlocked(`URLs that begin with ${url.protocol} are not called, only https:`)
  if (url.username || url.password) throw new EgressBlocked('A URL with a user name or a password in it is not called')
  if (!isHttps && httpsOnly) throw new EgressBlocked(`${host} is called by https only`)
  if (!isHttps && !isNamed) throw new EgressBlocked(`${host} is called by https only; EGRESS_ALLOW can name hosts for plain http`)
  if (isNamed) return target
  if (isIP(host) ? !isPublic(host) : isLocal(host)) throw notPublic(host)
  if (isSame(target, ownUrl())) throw new EgressBlocked(`${url.host} is this server itself; EGRESS_ALLOW can name it`)
  return target
}

export function notPublic(host: string): EgressBlocked {
  return new EgressBlocked(`${host} is not a public address; EGRESS_ALLOW can name hosts that may be reached all the same`)
}

function toTarget(url: URL, allow: AllowList): Target {
  const host = canonicalHost(url.hostname)
  const isHttps = url.protocol === 'https:'
  const port = Number(url.port) || (isHttps ? 443 : 80)
  return { url, host, port, isHttps, isNamed: allow.names(host, port) }
}

/** Loopback by name, whatever a resolver says: https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
function isLocal(host: string): boolean {
  return host === '' || host === 'localhost' || host.endsWith('.localhost')
}

function isSame({ host, port }: Target, ownUrl: string): boolean {
  const own = new URL(ownUrl)
  return canonicalHost(own.hostname) === host && (Number(own.port) || (own.protocol === 'https:' ? 443 : 80)) === port
}
