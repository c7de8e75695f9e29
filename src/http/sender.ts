import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { isWithin, toBlockList, unmapped } from '../model/address-range.ts'

/** The address that a request is taken to come from; empty where its socket is gone. */
export type SenderOf = (request: IncomingMessage) => string

/**
 * The socket's peer, unless that is a trusted proxy: then the last address in X-Forwarded-For that is no trusted proxy. Each
 * proxy appends whom it has heard, so what stands further left is the sender's own word, and is not read. No other header is:
 * `Forwarded` and X-Real-IP pass through many proxies as they came, X-Forwarded-Proto and -Host say what WEBHOOK_BASE_URL says.
 */
export function createSenderOf(trustedProxies: readonly string[]): SenderOf {
  if (trustedProxies.length === 0) return peerOf
  const trusted = toBlockList(trustedProxies)
  return (request) => {
    const peer = peerOf(request)
    const forwarded = request.headers['x-forwarded-for']
    if (forwarded === undefined || isIP(peer) === 0 || !isWithin(trusted, peer)) return peer
    return lastUntrusted(String(forwarded), (address) => isWithin(trusted, address)) ?? peer
  }
}

function peerOf({ socket }: IncomingMessage): string {
  return unmapped(socket.remoteAddress ?? '')
}

/** Where all are trusted, the first. Null: what had to be read is no address, so the list says nothing. */
function lastUntrusted(list: string, isTrusted: (address: string) => boolean): string | null {
  for (let end = list.length; ; ) {
    const comma = list.lastIndexOf(',', end - 1)
    const address = addressIn(list.slice(comma + 1, end))
    if (address === null || comma <= 0 || !isTrusted(address)) return address
    end = comma
  }
}

/** Some proxies write the port too: 192.0.2.1:4711, [2001:db8::1]:4711. */
function addressIn(entry: string): string | null {
  const text = entry.trim()
  const [, bracketed, v4] = /^(?:\[([^\]]*)\]|(\d+\.\d+\.\d+\.\d+))(?::\d{1,5})?$/.exec(text) ?? []
  const address = bracketed ?? v4 ?? text
  return isIP(address) === 0 || address.includes('%') ? null : unmapped(address.toLowerCase())
}
