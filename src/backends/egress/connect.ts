import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { isIP, type LookupFunction, connect as openTcp, type Socket } from 'node:net'
import { connect as openTls } from 'node:tls'
import type { Target } from './target.ts'

/** How long one of several addresses is tried before the next one, too. */
const NEXT_ADDRESS_AFTER_MS = 1000

/** Opens a TCP connection to one of the addresses; the name is not resolved again. */
export async function connectTo(addresses: readonly LookupAddress[], port: number, signal: AbortSignal): Promise<Socket> {
  const lookup: LookupFunction = (_host, { all }, done) =>
    all ? done(null, [...addresses]) : done(null, addresses[0]!.address, addresses[0]!.family)
  const options = { port, lookup, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS }
  // Node does not ask the lookup where the host is an address; so a name that nothing else would resolve stands here.
  const socket = openTcp({ ...options, host: 'resolved.invalid' }).setNoDelay(true)
  return opened(socket, 'connect', signal)
}

/**
 * Speaks TLS to the target over a connection that is there. Sessions are not resumed: Node does not check the name in the
 * certificate of a resumed one. `ca`: trusted instead of Node's list.
 */
export async function secure(socket: Socket, { host }: Target, ca: string | undefined, signal: AbortSignal): Promise<Socket> {
  const servername = isIP(host) === 0 ? host : ''
  return opened(openTls({ socket, host, servername, ca, ALPNProtocols: ['http/1.1'] }), 'secureConnect', signal)
}

async function opened(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<Socket> {
  // An error after the one that is waited for, or between two owners of the socket, is nobody's.
  socket.on('error', () => {})
  try {
    await once(socket, event, { signal })
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}
