import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

export type Upgrade = (req: IncomingMessage, socket: Duplex, head: Buffer) => void

/** The last answer that each connection waits for. */
export type UnderWay = WeakMap<Duplex, ServerResponse>

/** Belong to the upgrade that is not made: as headers, and as words of Connection. */
const OFFER = new Set(['upgrade', 'http2-settings'])

/**
 * Hands upgrades to WebSockets on. Any other is an offer that need not be taken, and the request stands as it is: Java's own
 * client offers h2c with everything that it sends. Node would take such a request for an upgrade too, so it is read once more
 * without its offer. https://www.rfc-editor.org/rfc/rfc9110#section-7.8
 */
export function onUpgrade(server: Server, underWay: UnderWay, webSocket: Upgrade): Upgrade {
  return (req, socket, head) => {
    if (req.headers.upgrade?.toLowerCase() === 'websocket') return webSocket(req, socket, head)
    const again = () => {
      if (socket.destroyed) return
      socket.unshift(Buffer.concat([headWithoutOffer(req), head]))
      server.emit('connection', socket)
    }
    // The request may have been sent behind others: their answers come first.
    const before = underWay.get(socket)
    if (before && !before.closed) before.once('close', again)
    else again()
  }
}

function headWithoutOffer({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name, value] = [rawHeaders[i]!, rawHeaders[i + 1]!]
    if (name.toLowerCase() === 'connection') lines.push(`${name}: ${withoutOffer(value)}`)
    else if (!OFFER.has(name.toLowerCase())) lines.push(`${name}: ${value}`)
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

function withoutOffer(connection: string): string {
  return connection
    .split(',')
    .filter((word) => !OFFER.has(word.trim().toLowerCase()))
    .join(',')
    .trim()
}
