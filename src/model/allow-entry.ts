import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** One entry of EGRESS_ALLOW: a host, at one port or at all, or a network. */
export type AllowEntry =
  | { kind: 'host'; host: string; port: number | null }
  | { kind: 'network'; network: ReturnType<typeof ipaddr.parseCIDR> }

export const ALLOW_ENTRY_FORMS = 'a host name or address, with :port or without ([::1]:8080 for IPv6), or a network such as 10.1.0.0/16'

/**
 * Reads one entry: `jira.internal`, `jira.internal:8443`, `10.1.2.3:80`, `::1`, `[::1]:8080`, `10.1.0.0/16`, `fd00::/8`.
 * Null: it is none of these.
 */
export function parseAllowEntry(text: string): AllowEntry | null {
  const entry = text.trim().toLowerCase()
  if (entry.includes('/')) return readNetwork(entry)
  // An interface (fe80::1%eth0) cannot stand in a URL.
  if (entry.includes('%')) return null
  const [, bracketed, plain, port = null] = /^(?:\[([^\]]*)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(entry) ?? []
  const host = isIP(entry) === 6 ? entry : isIP(bracketed ?? '') === 6 ? bracketed : bracketed === undefined ? plain : undefined
  if (host === undefined || (port !== null && !(Number(port) >= 1 && Number(port) <= 65535))) return null
  if (isIP(host) === 0 && !isHostName(host)) return null
  return { kind: 'host', host: canonicalHost(host), port: port === null ? null : Number(port) }
}

/** An address in the one form that it is compared in, IPv4 in IPv6 as IPv4; a name without the dot that may end it. */
export function canonicalHost(host: string): string {
  const plain = host.replace(/^\[|\]$/g, '')
  return isIP(plain) === 0 ? plain.replace(/\.+$/, '') : ipaddr.process(plain).toString()
}

function readNetwork(entry: string): AllowEntry | null {
  const [address = ''] = entry.split('/')
  // ipaddr.js would also read 10.1/16 and 012.0.0.0/8, which others read otherwise. Addresses are compared as IPv4 where they
  // are mapped into IPv6, so a network of mapped ones would hold for nothing.
  if (isIP(address) === 0 || address.startsWith('::ffff:') || !ipaddr.isValidCIDR(entry)) return null
  return { kind: 'network', network: ipaddr.parseCIDR(entry) }
}

/** A name whose last label is a number is an address to URLs (127.1, 0x7f.1), written in a form that is never compared. */
function isHostName(host: string): boolean {
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/.test(host) && !/(^|\.)(\d+|0x[0-9a-f]*)\.?$/.test(host)
}
