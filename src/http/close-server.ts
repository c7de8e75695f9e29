import type { Server } from 'node:http'

const IDLE_CHECK_MS = 50

/** Stops accepting and resolves when every request under way is answered, or after `graceMs`; then what is left is cut. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A connection that was busy when `close` looked stays open for its client's next request unless it is closed when idle.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearInterval(idle)
  clearTimeout(cut)
}
