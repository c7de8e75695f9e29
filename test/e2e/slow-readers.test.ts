import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STALLED_MS } from '../../src/http/slow-readers.ts'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { openRaw, until } from '../live/helpers.ts'
import { expectStillGood, openSocket } from './bad-input.ts'

// Row B43: clients that ask and never read what they are answered.

const MIB = 1024 * 1024
const WITHIN_MS = 2 * STALLED_MS + 15_000

let app: TestApp
beforeAll(async () => void (app = await startApp({ env: { REFUSED_PER_MINUTE: '0' } })))
afterAll(() => app.close())

const asked = (path: string, accept: string) =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${app.key}\r\nAccept: ${accept}\r\n\r\n`

describe.concurrent('B43: a client that does not read', () => {
  it('one large answer is cut when nothing of it was taken for 12 s, and told of in the log', { timeout: 90_000 }, async () => {
    const socket = (await openSocket(app)).on('error', () => {}).pause()
    socket.write(asked('/graphql', 'text/html'))

    await until(() => waiting(socket) > 0, 'an answer that waits', 20_000)
    await expectStillGood(app, await app.createWebhook())
    await expectCut(socket)
    expect(app.log).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: 'a connection was cut: its client reads nothing', remoteAddress: '127.0.0.1' }),
    )
  })

  it('many answers of REST is cut', { timeout: 90_000 }, async () => {
    const socket = (await openSocket(app)).on('error', () => {}).pause()
    socket.write(asked('/api/docs/swagger-ui-bundle.js', '*/*').repeat(20))

    await expectCut(socket)
  })

  it('what a WebSocket says, though it goes on asking, is read no further and cut', { timeout: 90_000 }, async () => {
    const client = openRaw(app.url)
    await new Promise((resolve) => client.socket.once('open', resolve))
    client.send({ type: 'connection_init', payload: { authorization: `Bearer ${app.key}` } })
    await until(() => client.got.has('connection_ack'), 'connection_ack')
    // @ts-expect-error: ws keeps its connection to itself.
    const socket: Socket = client.socket._socket
    client.socket.pause()
    const ping = JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(8000) } })
    let most = 0
    const fill = setInterval(() => {
      for (let i = 0; i < 50 && socket.writableLength < MIB; i++) client.socket.send(ping)
      // Pongs that nobody has asked for: the client seems to be alive.
      client.socket.pong()
      most = Math.max(most, waiting(socket))
    }, 5)

    await expectCut(socket)
    clearInterval(fill)
    client.socket.terminate()
    expect(most).toBeLessThan(2 * MIB)
  })

  it('quickly, but reads, gets its whole answer', { timeout: 90_000 }, async () => {
    const socket = await openSocket(app)
    socket.write(asked('/graphql', 'text/html'))
    let got = 0
    socket.on('data', (chunk: Buffer) => {
      got += chunk.length
      socket.pause()
      setTimeout(() => socket.resume(), 100)
    })

    await until(() => got > 8.5 * MIB, 'the whole page', 80_000)
    socket.destroy()
  })
})

/** Bytes that wait at the server's end of a client's connection. */
function waiting(client: Socket): number {
  return serverEnd(client)?.writableLength ?? 0
}

function serverEnd(client: Socket): Socket | undefined {
  const handles = (process as unknown as { _getActiveHandles(): (Socket & { remotePort?: number })[] })._getActiveHandles()
  return handles.find(({ remotePort, localPort }) => remotePort === client.localPort && localPort === client.remotePort)
}

/** The server's end is gone, and with it what waited there: a client that does not read does not see it. */
async function expectCut(client: Socket): Promise<void> {
  await until(() => waiting(client) > 0, 'something that waits', 40_000)
  const sinceMs = Date.now()
  await until(() => serverEnd(client) === undefined, 'the connection being cut', WITHIN_MS)
  expect(Date.now() - sinceMs).toBeGreaterThan(STALLED_MS / 2)
  client.destroy()
}
