import { BlockList, isIP, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * An address or a CIDR range, v4 or v6, in its shortest form; a v4 address mapped into v6 becomes v4. Null: it is neither.
 * ipaddr.js alone would also read 10.1/16 and 012.0.0.0/8, which others read otherwise.
 */
export function readRange(text: string): string | null {
  const [address = '', bits, ...rest] = text.split('/')
  const isV4 = ipaddr.IPv4.isValidFourPartDecimal(address)
  const isRange =
    rest.length === 0 &&
    (isV4 || (ipaddr.IPv6.isValid(address) && !address.includes('%'))) &&
    (bits === undefined || isPrefix(bits, isV4 ? 32 : 128))
  return isRange ? shorten(ipaddr.parse(address), bits === undefined ? null : Number(bits)) : null
}

const PRESET = 'preset:'

/** The provider whose published addresses an entry of an allow list stands for: `preset:github`. Null: it is a range. */
export function presetOf(entry: string): string | null {
  return entry.startsWith(PRESET) ? entry.slice(PRESET.length) : null
}

export function presetFor(provider: string): string {
  return PRESET + provider
}

/** Ranges as `readRange` makes them, to look addresses up in; a v4 address mapped into v6 is held against the v4 ranges. */
export function toBlockList(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    const family = familyOf(address)
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family)
  }
  return list
}

/** Whether an address that `isIP` knows lies in one of the ranges. */
export function isWithin(ranges: BlockList, address: string): boolean {
  return ranges.check(address, familyOf(address))
}

/** An address as it is counted, compared and shown: 10.0.0.1 for ::ffff:10.0.0.1, which a server on `::` sees. */
export function unmapped(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}

function isPrefix(bits: string, most: number): boolean {
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most
}

function shorten(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number | null): string {
  const isMapped = address.kind() === 'ipv6' && (address as ipaddr.IPv6).isIPv4MappedAddress() && (bits === null || bits >= 96)
  const plain = isMapped ? (address as ipaddr.IPv6).toIPv4Address() : address
  return bits === null ? plain.toString() : `${plain}/${isMapped ? bits - 96 : bits}`
}
