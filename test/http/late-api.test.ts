import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { startApp } from '../helpers/start-app.ts'

describe('a server that has just begun to listen', () => {
  it('answers whatever comes first, also all at once', async () => {
    const app = await startApp()
    onTestFinished(app.close)
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { authorization: `Bearer ${app.key}` },
    })
    onTestFinished(() => socket.terminate())
    const opened = once(socket, 'open')
    const health = fetch(`${app.url}/healthz`)
    const webhooks = app.graphql('{ webhooks { totalCount } }')
    const unknown = fetch(`${app.url}/webhooks/github/none`, { method: 'POST', body: '{}' })

    expect((await unknown).status).toBe(404)
    expect((await health).status).toBe(200)
    expect(await webhooks).toEqual({ webhooks: { totalCount: 0 } })
    await opened
    socket.send('{"type":"connection_init"}')
    expect(String((await once(socket, 'message'))[0])).toContain('connection_ack')
  })

  it('takes deliveries at once, and can be stopped at once', async () => {
    const app = await startApp()
    const answer = await fetch(`${app.url}/webhooks/github/none`, { method: 'POST', body: '{}' })

    expect(answer.status).toBe(404)
    expect(app.live()).toMatchObject({ subscribers: 0 })
    await app.close()
    await expect(fetch(app.url)).rejects.toThrow()
  })
})
