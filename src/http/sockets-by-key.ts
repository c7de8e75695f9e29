import type { WebSocket } from 'ws'

/** The open sockets of each key. */
export interface SocketsByKey {
  /** False: the key has as many open as it may. A socket that closes makes room by itself. */
  add(keyId: string, socket: WebSocket): boolean
  /** Closes the sockets of keys that are no longer good. */
  check(): Promise<void>
}

/** A browser, a screen and a few agents under one key have a socket each. */
const MAX_SOCKETS = 100

/**
 * @param goodKeys those of the keys that are neither revoked nor expired
 * @param close tells a socket that its key is no longer good
 */
export function createSocketsByKey(
  goodKeys: (keyIds: readonly string[]) => Promise<ReadonlySet<string>>,
  close: (socket: WebSocket) => void,
): SocketsByKey {
  const byKey = new Map<string, Set<WebSocket>>()
  return { add, check }

  function add(keyId: string, socket: WebSocket): boolean {
    // It may have gone while its key was looked up.
    if (socket.readyState !== socket.OPEN) return false
    const open = byKey.get(keyId) ?? new Set()
    if (open.size >= MAX_SOCKETS) return false
    byKey.set(keyId, open.add(socket))
    socket.once('close', () => {
      open.delete(socket)
      if (open.size === 0) byKey.delete(keyId)
    })
    return true
  }

  async function check(): Promise<void> {
    if (byKey.size === 0) return
    const good = await goodKeys([...byKey.keys()])
    for (const [keyId, open] of byKey) if (!good.has(keyId)) for (const socket of open) close(socket)
  }
}
