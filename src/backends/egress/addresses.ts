import ipaddr from 'ipaddr.js'

type Network = ReturnType<typeof ipaddr.parseCIDR>
type Address = ReturnType<typeof ipaddr.parse>

/** IANA's special purpose registries, https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-. */
const IPV4_NOT_PUBLIC = networks(
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24',
  '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
)

/**
 * All of IPv6 that is given out to hosts. What else there is, is not public: `::/96`, `::1`, NAT64 (`64:ff9b::/96` and
 * `64:ff9b:1::/48`), `100::/64`, `5f00::/16`, `fc00::/7`, `fe80::/10`, `ff00::/8`.
 */
const IPV6_GLOBAL = networks('2000::/3')
/** Of these, what is not: protocols (Teredo, ORCHID), documentation, and 6to4, which has an IPv4 address in it. */
const IPV6_NOT_PUBLIC = networks('2001::/23 2001:db8::/32 2002::/16 3fff::/20')

/**
 * Whether an address is one of the internet's. An IPv4 address mapped into IPv6 counts as the IPv4 address; what cannot be
 * read is not public.
 */
export function isPublic(address: string): boolean {
  const parsed = parse(address)
  if (!parsed) return false
  if (parsed.kind() === 'ipv4') return !isIn(parsed, IPV4_NOT_PUBLIC)
  return isIn(parsed, IPV6_GLOBAL) && !isIn(parsed, IPV6_NOT_PUBLIC)
}

/** Whether an address lies in one of the networks. */
export function isWithin(address: string, wanted: readonly Network[]): boolean {
  const parsed = parse(address)
  return parsed !== null && isIn(parsed, wanted)
}

function parse(address: string): Address | null {
  return ipaddr.isValid(address) ? ipaddr.process(address) : null
}

function isIn(address: Address, wanted: readonly Network[]): boolean {
  return wanted.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
}

function networks(...lines: string[]): Network[] {
  return lines.flatMap((line) => line.split(' ').map((text) => ipaddr.parseCIDR(text)))
}
