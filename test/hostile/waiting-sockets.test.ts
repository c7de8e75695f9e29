import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { type LiveApp, openRaw, openSocket, startLive, until } from '../live/helpers.ts'

// WebSockets that have been opened and have not said whose they are.

const PER_ADDRESS = 100
const IN_ALL = 1000

describe('WebSockets before connection_init', () => {
  it('are 100 of one address: the next is answered 429, until one has said whose it is or is closed', { timeout: 60_000 }, async () => {
    const app = await startLive()
    const waiting = await openMany(app, PER_ADDRESS)

    const refused = await refusal(app)
    expect(refused).toMatchObject({ status: 429, retryAfter: '3', error: { code: 'too_many_sockets' } })

    waiting[0]!.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${app.key}` } }))
    await once(waiting[0]!, 'message')
    const known = await openSocket(app)
    expect(known.socket.readyState).toBe(WebSocket.OPEN)

    waiting[1]!.close()
    await once(waiting[1]!, 'close')
    await openMany(app, 1)
  })

  it('give their places back by themselves when they say nothing', { timeout: 60_000 }, async () => {
    const app = await startLive()
    const waiting = await openMany(app, PER_ADDRESS)

    await until(() => waiting.every(({ readyState }) => readyState === WebSocket.CLOSED), 'being closed', 20_000)

    await openMany(app, PER_ADDRESS)
  })

  it('are counted by the sender that a trusted proxy names, and are 1,000 in all', { timeout: 60_000 }, async () => {
    const app = await startLive({}, { TRUSTED_PROXIES: '127.0.0.1' })
    const from = (address: string) => ({ 'x-forwarded-for': address })
    // Raw upgrades, for a thousand clients would take longer than their time to say who they are.
    const sockets: Socket[] = []
    for (let address = 0; address < IN_ALL / PER_ADDRESS; address++)
      for (let i = 0; i < PER_ADDRESS; i++) sockets.push(rawUpgrade(app, `192.0.2.${address}`))
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
    })
    await until(() => sockets.every(({ bytesRead }) => bytesRead > 0), 'all being answered', 3000)

    expect(await refusal(app, from('192.0.2.0'))).toMatchObject({ status: 429 })
    expect(await refusal(app, from('192.0.2.200'))).toMatchObject({ status: 503, retryAfter: '3', error: { code: 'too_many_sockets' } })
  })
})

describe('connections', () => {
  it('are at most MAX_CONNECTIONS: what is beyond is closed unread, told of in the log, and served once there is room', async () => {
    const app = await startLive({}, { MAX_CONNECTIONS: '5' })
    const port = Number(new URL(app.url).port)
    const held = Array.from({ length: 5 }, () => connect(port, '127.0.0.1').on('error', () => {}))
    await Promise.all(held.map((socket) => once(socket, 'connect')))

    await expect(fetch(`${app.url}/healthz`)).rejects.toThrow()
    await until(() => app.log.some(({ msg }) => msg === 'connections are turned away: there are too many'), 'a line in the log')

    for (const socket of held) socket.destroy()
    await expect
      .poll(
        () =>
          fetch(`${app.url}/healthz`).then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 10_000 },
      )
      .toBe(200)
  })
})

async function openMany(app: LiveApp, count: number): Promise<WebSocket[]> {
  const sockets = Array.from({ length: count }, () => openRaw(app.url).socket)
  onTestFinished(() => {
    for (const socket of sockets) socket.terminate()
  })
  await Promise.all(sockets.map((socket) => once(socket, 'open')))
  return sockets
}

async function refusal(app: LiveApp, headers: Record<string, string> = {}) {
  const { socket } = openRaw(app.url, { headers })
  const [, response] = await once(socket, 'unexpected-response')
  const text = Buffer.concat(await response.toArray()).toString()
  socket.terminate()
  return { status: response.statusCode, retryAfter: response.headers['retry-after'], ...JSON.parse(text) }
}

function rawUpgrade(app: LiveApp, address: string): Socket {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1').on('error', () => {})
  socket.on('data', () => {})
  socket.write(
    `GET /graphql HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Forwarded-For: ${address}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
  )
  return socket
}
