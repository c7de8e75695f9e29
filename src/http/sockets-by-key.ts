import { accessOf, type Viewer } from '../model/viewer.ts'
import type { TransportSocket } from './transport-socket.ts'

/** The open sockets of each key, or person. */
export interface SocketsByKey {
  /** False: the key has as many open as it may. */
  add(viewer: Viewer, socket: TransportSocket): boolean
  /** A socket that was closed makes room. */
  remove(socket: TransportSocket): void
  /** Closes the sockets of keys and sessions that are no longer good. */
  check(): Promise<void>
}

/** A browser, a screen and a few agents under one key have a socket each. */
const MAX_SOCKETS = 100

/**
 * @param goodKeys those of the keys and sessions that are neither revoked, ended nor expired
 * @param close tells a socket that its key is no longer good
 */
export function createSocketsByKey(
  goodKeys: (accesses: readonly string[]) => Promise<ReadonlySet<string>>,
  close: (socket: TransportSocket) => void,
): SocketsByKey {
  /** By key, each socket with what its access hangs on. */
  const byKey = new Map<string, Map<TransportSocket, string>>()
  return { add, remove, check }

  function add(viewer: Viewer, socket: TransportSocket): boolean {
    // It may have gone while its key was looked up.
    if (socket.readyState !== socket.OPEN) return false
    const { keyId } = viewer
    const open = byKey.get(keyId) ?? new Map()
    if (open.size >= MAX_SOCKETS) return false
    byKey.set(keyId, open.set(socket, accessOf(viewer)))
    socket.keyId = keyId
    return true
  }

  function remove(socket: TransportSocket): void {
    const { keyId } = socket
    const open = keyId === null ? undefined : byKey.get(keyId)
    open?.delete(socket)
    if (open?.size === 0) byKey.delete(keyId!)
  }

  async function check(): Promise<void> {
    if (byKey.size === 0) return
    const sockets = [...byKey.values()].flatMap((open) => [...open])
    const good = await goodKeys([...new Set(sockets.map(([, access]) => access))])
    for (const [socket, access] of sockets) if (!good.has(access)) close(socket)
  }
}
