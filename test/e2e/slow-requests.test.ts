import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { expectStillGood, openSocket, readAnswers } from './bad-input.ts'

let app: TestApp
beforeAll(async () => void (app = await startApp()))
afterAll(() => app.close())

describe('a slow sender', () => {
  it('B43: gets 408 when its headers take more than ten seconds', async () => {
    const webhook = await app.createWebhook()
    const startedMs = Date.now()
    const socket = await openSocket(app)
    socket.write(`POST ${webhook.path} HTTP/1.1\r\nHost: localhost\r\n`)
    const drip = setInterval(() => socket.write('x-slow: 1\r\n'), 1000)

    const [answer] = await readAnswers(socket)
    clearInterval(drip)
    socket.destroy()

    expect(answer).toMatchObject({ status: 408, json: { error: { code: 'request_timeout' } } })
    expect(Date.now() - startedMs).toBeGreaterThan(9000)
    expect(await app.events(webhook.id, 'id')).toEqual([])
    await expectStillGood(app, webhook)
  })

  it('B43: gets 408 when its body takes more than thirty seconds', async () => {
    const webhook = await app.createWebhook()
    const startedMs = Date.now()
    const socket = await openSocket(app)
    socket.write(`POST ${webhook.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n`)
    const drip = setInterval(() => socket.write(' '), 1000)

    const [answer] = await readAnswers(socket)
    clearInterval(drip)
    socket.destroy()

    expect(answer).toMatchObject({ status: 408, json: { error: { code: 'request_timeout' } } })
    expect(Date.now() - startedMs).toBeGreaterThan(29_000)
    expect(await app.events(webhook.id, 'id')).toEqual([])
    await expectStillGood(app, webhook)
  }, 45_000)

  it('B43: that does not read its answers is read no further, and keeps nobody waiting', async () => {
    const webhook = await app.createWebhook()
    const socket = await openSocket(app)
    socket.pause()
    const asked = Buffer.from('GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(5000))
    let sentBytes = 0
    for (let round = 0; round < 150; round++) {
      if (!socket.write(asked)) await new Promise((resolve) => setTimeout(resolve, 10))
      sentBytes += asked.length
    }

    expect(sentBytes - socket.writableLength).toBeLessThan(sentBytes)
    await expectStillGood(app, webhook)
    socket.destroy()
    await expectStillGood(app, webhook)
  })
})
