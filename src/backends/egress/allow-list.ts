import { isIP } from 'node:net'
import { ALLOW_ENTRY_FORMS, parseAllowEntry } from '../../model/allow-entry.ts'
import { isWithin } from './addresses.ts'

/** What EGRESS_ALLOW lets through beyond the rules. */
export interface AllowList {
  /** Whether the host is named itself. A name is never named by the network that it resolves into. */
  names(host: string, port: number): boolean
  /** Whether an address lies in an allowed network, by whatever name it was found. */
  holds(address: string): boolean
}

/**
 * Reads the entries of EGRESS_ALLOW.
 * @throws {Error} one of them has none of the forms; the configuration has refused it before
 */
export function createAllowList(entries: readonly string[]): AllowList {
  const parsed = entries.map((entry) => {
    const read = parseAllowEntry(entry)
    if (!read) throw new Error(`Expected ${ALLOW_ENTRY_FORMS}, got "${entry}"`)
    return read
  })
  const hosts = parsed.filter((entry) => entry.kind === 'host')
  const networks = parsed.flatMap((entry) => (entry.kind === 'network' ? [entry.network] : []))
  const holds = (address: string) => isWithin(address, networks)
  return {
    holds,
    names: (host, port) =>
      hosts.some((entry) => entry.host === host && (entry.port === null || entry.port === port)) || (isIP(host) !== 0 && holds(host)),
  }
}
