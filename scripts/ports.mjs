// Ports of loopback for servers that scripts start.
import { connect, createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const STARTS_WITHIN_MS = 30_000

/** One that is free now. */
export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

/** Settled once somebody listens there; throws when the server has ended, or takes too long. */
export async function isOpen(port, server) {
  for (let waitedMs = 0; waitedMs < STARTS_WITHIN_MS && server.exitCode === null; waitedMs += 50) {
    if (await answers(port)) return
    await wait(50)
  }
  throw new Error(`${server.spawnfile} did not start`)
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
