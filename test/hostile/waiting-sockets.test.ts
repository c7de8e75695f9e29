import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { type LiveApp, openRaw, openSocket, startLive, until } from '../live/helpers.ts'

// WebSockets that have been opened and have not said whose they are.

const PER_ADDRESS = 100

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

  it('are counted by the sender that a trusted proxy names, and in all', { timeout: 60_000 }, async () => {
    const app = await startLive({ waitingSockets: { perAddress: 2, inAll: 5 } }, { TRUSTED_PROXIES: '127.0.0.1' })
    const from = (address: string) => ({ 'x-forwarded-for': address })
    for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.2', '192.0.2.2']) await openMany(app, 1, from(address))
    expect(await refusal(app, from('192.0.2.1'))).toMatchObject({ status: 429 })

    await openMany(app, 1, from('192.0.2.3'))
    expect(await refusal(app, from('192.0.2.4'))).toMatchObject({ status: 503, retryAfter: '3', error: { code: 'too_many_sockets' } })
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

async function openMany(app: LiveApp, count: number, headers: Record<string, string> = {}): Promise<WebSocket[]> {
  const sockets = Array.from({ length: count }, () => openRaw(app.url, { headers }).socket)
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
