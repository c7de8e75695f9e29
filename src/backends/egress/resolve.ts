import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { isPublic } from './addresses.ts'
import type { AllowList } from './allow-list.ts'
import { notPublic, type Target } from './target.ts'
import { orAborted } from './within.ts'

/** All addresses of a name; fails as node:dns does where there are none. */
export type Lookup = (host: string) => Promise<readonly LookupAddress[]>

/**
 * The addresses that a connection to the target may be made to, in the resolver's order. The connection is made to these
 * and to no others, so a name that resolves differently the next time gains nothing.
 * @throws {EgressBlocked} the name has addresses, and none that may be reached
 */
export async function resolveTarget(
  { host, isNamed }: Target,
  { lookup, allow }: { lookup: Lookup; allow: AllowList },
  signal: AbortSignal,
): Promise<LookupAddress[]> {
  if (isIP(host) !== 0) return [{ address: host, family: isIP(host) }]
  const found = await orAborted(signal, lookup(host))
  if (found.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' })
  const usable = found.filter(({ address }) => isNamed || isPublic(address) || allow.holds(address))
  if (usable.length === 0) throw notPublic(host)
  return usable
}
