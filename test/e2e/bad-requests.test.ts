import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { expectRefused, expectStillGood, github, goodDelivery, openSocket, rawHead, readAnswers, sendRaw, sendRawAll } from './bad-input.ts'

// Rows of the bad-input matrix that concern the request line, the headers, and how the bytes arrive.

const MB = 1024 * 1024
const GITLAB_LIMIT = 5 * MB

let app: TestApp
let webhook: TestWebhook
beforeAll(async () => {
  app = await startApp({ env: { REFUSED_PER_MINUTE: '0' } })
  webhook = await app.createWebhook({ id: 'requests' })
})
afterAll(() => app.close())

describe('a request that is not a delivery', () => {
  it('B1: answers an unknown id, a deleted webhook and an id of another provider alike', async () => {
    const deleted = await app.createWebhook({ id: 'deleted' })
    await app.graphql('mutation { deleteWebhook(id: "deleted") { __typename } }')
    const paths = [
      '/webhooks/github/no-such-webhook',
      deleted.path,
      '/webhooks/gitlab/requests',
      '/webhooks/nobody/requests',
      '/webhooks/github',
    ]

    const texts = []
    for (const path of paths) {
      const send = () => app.deliver({ ...webhook, path }, goodDelivery())
      texts.push((await expectRefused(app, webhook, send, { status: 404, code: 'not_found' })).text)
    }

    expect(new Set(texts).size).toBe(1)
    await expectStillGood(app, webhook)
  })

  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    it(`B2: answers ${method} with 405 and the method that is taken`, async () => {
      const send = () => sendRaw(app, [`${method} ${webhook.path} HTTP/1.1\r\nHost: localhost\r\n\r\n`])

      const { headers } = await expectRefused(app, webhook, send, { status: 405, code: 'method_not_allowed' })

      expect(headers.get('allow')).toBe('POST')
      await expectStillGood(app, webhook)
    })
  }

  it('B2: answers HEAD with 405 and no body', async () => {
    const response = await fetch(app.url + webhook.path, { method: 'HEAD' })

    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
    expect(await response.text()).toBe('')
  })

  const paths: [string, string][] = [
    ['a climb out of the path', '/webhooks/github/..%2f..%2fetc%2fpasswd'],
    ['a plain climb', '/webhooks/github/../../etc/passwd'],
    ['a NUL', '/webhooks/github/requests%00'],
    ['an id of 8 kB', `/webhooks/github/${'a'.repeat(8192)}`],
    ['a Unicode id', `/webhooks/github/${encodeURIComponent('žluťoučký')}`],
    ['a dot', '/webhooks/github/requests.json'],
    ['more path', '/webhooks/github/requests/more'],
    ['no id', '/webhooks/github/'],
  ]
  for (const [name, path] of paths) {
    it(`B36: answers ${name} with 404`, async () => {
      const send = () => sendRaw(app, [rawHead({ ...webhook, path }, goodDelivery()), goodDelivery().body])

      await expectRefused(app, webhook, send, { status: 404, code: 'not_found' })
      await expectStillGood(app, webhook)
    })
  }

  it('B32, B33: answers an address outside the allow list with 403, whatever X-Forwarded-For says', async () => {
    const guarded = await app.createWebhook({ id: 'guarded', allowedIps: ['10.0.0.1', '27.0.0.1'] })
    const delivery = goodDelivery()
    const spoofed = {
      ...delivery,
      headers: { ...delivery.headers, 'x-forwarded-for': '10.0.0.1', forwarded: 'for=10.0.0.1', 'x-real-ip': '10.0.0.1' },
    }

    await expectRefused(app, guarded, () => app.deliver(guarded, spoofed), { status: 403, code: 'address_not_allowed' })
    await expectStillGood(app, webhook)
  })

  for (const range of ['127.0.0.1', '127.0.0.0/8', '::ffff:127.0.0.1', '0.0.0.0/0']) {
    it(`B33: takes a delivery from an address inside ${range}`, async () => {
      const guarded = await app.createWebhook({ allowedIps: [range] })

      await expectStillGood(app, guarded)
    })
  }
})

describe('a body that is too large', () => {
  it('B19: answers one byte too many with 413 by its Content-Length alone, before the body is sent', async () => {
    const gitlab = await app.createWebhook({ provider: 'GITLAB' })
    const head = `POST ${gitlab.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${GITLAB_LIMIT + 1}\r\n\r\n`

    const { headers } = await expectRefused(app, gitlab, () => sendRaw(app, [head]), { status: 413, code: 'body_too_large' })

    expect(headers.get('connection')).toBe('close')
    await expectStillGood(app, webhook)
  })

  it('B19: takes a body of exactly the limit', async () => {
    const custom = await app.createWebhook({ provider: 'CUSTOM' })
    const frame = '{"text":""}'
    const body = frame.replace('""', `"${'x'.repeat(GITLAB_LIMIT - frame.length)}"`)

    expect(await app.deliver(custom, { body })).toMatchObject({ status: 202 })
    expect(await app.deliver(custom, { body: `${body} ` })).toMatchObject({ status: 413 })
  })

  it('B19: lets a sender that sends it all nevertheless read the 413', async () => {
    const gitlab = await app.createWebhook({ provider: 'GITLAB' })
    const body = Buffer.alloc(2 * GITLAB_LIMIT, ' ')

    for (let round = 0; round < 10; round++) {
      const answer = await app.deliver(gitlab, { body })
      expect(answer).toMatchObject({ status: 413, json: { error: { code: 'body_too_large' } } })
    }
  })

  it('B19: answers an endless chunked body with 413, closes, and keeps none of it', async () => {
    const gitlab = await app.createWebhook({ provider: 'GITLAB' })
    const head = `POST ${gitlab.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(MB, ' '), Buffer.from('\r\n')])
    const sent = { bytes: 0 }
    const before = process.memoryUsage().rss

    const send = async () => {
      const socket = await openSocket(app)
      socket.write(head)
      const pump = () => {
        while (!socket.destroyed && socket.write(chunk)) sent.bytes += chunk.length
        sent.bytes += chunk.length
      }
      socket.on('drain', pump)
      pump()
      const [answer] = await readAnswers(socket)
      const closed = new Promise((resolve) => socket.on('close', resolve))
      await closed
      return answer!
    }
    await expectRefused(app, gitlab, send, { status: 413, code: 'body_too_large' })

    expect(sent.bytes).toBeLessThan(100 * MB)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MB)
    await expectStillGood(app, webhook)
  })
})

describe('HTTP that is not as it should be', () => {
  it('B42: answers headers of more than 16 kB with 431', async () => {
    const head = rawHead(webhook, goodDelivery(), [`x-filler: ${'x'.repeat(17_000)}`])

    const answer = await sendRaw(app, [head])

    expect(answer).toMatchObject({ status: 431, json: { error: { code: 'headers_too_large' } } })
    await expectStillGood(app, webhook)
  })

  it('B42: answers 3,000 headers with 431', async () => {
    const head = rawHead(
      webhook,
      goodDelivery(),
      Array.from({ length: 3000 }, (_, index) => `a${index}: b`),
    )

    expect(await sendRaw(app, [head])).toMatchObject({ status: 431 })
    await expectStillGood(app, webhook)
  })

  it('B42: drops no header in silence: the signature behind 1,500 others is seen, and so is a second one', async () => {
    const delivery = goodDelivery()
    const filler = Array.from({ length: 1500 }, (_, index) => `${index}:`)
    const name = 'x-hub-signature-256'
    const line = rawHead(webhook, delivery)
      .split('\r\n')
      .find((one) => one.startsWith(name))!
    const head = rawHead(webhook, delivery, [...filler, line], [name])
    const twice = rawHead(webhook, delivery, [...filler, line])

    expect(await sendRaw(app, [head, delivery.body])).toMatchObject({ status: 202 })
    expect(await sendRaw(app, [twice, delivery.body])).toMatchObject({ status: 401 })
  })

  it('B42: answers a huge chunk extension with 413', async () => {
    const head = rawHead(webhook, goodDelivery(), ['transfer-encoding: chunked'], ['content-length'])

    expect(await sendRaw(app, [head, `1;${'x'.repeat(20_000)}\r\n`])).toMatchObject({
      status: 413,
      json: { error: { code: 'body_too_large' } },
    })
    await expectStillGood(app, webhook)
  })

  it('B44: answers an expectation other than 100-continue with 417', async () => {
    const head = rawHead(webhook, goodDelivery(), ['expect: 200-ok'])

    expect(await sendRaw(app, [head])).toMatchObject({ status: 417, json: { error: { code: 'expectation_failed' } } })
    await expectStillGood(app, webhook)
  })

  it('B44: answers three deliveries that were sent at once, each', async () => {
    const deliveries = [goodDelivery(), goodDelivery(), goodDelivery()]

    const answers = await sendRawAll(
      app,
      deliveries.flatMap((delivery) => [rawHead(webhook, delivery), delivery.body]),
      { answers: 3 },
    )

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(new Set(answers.map(({ json }) => json.event_id)).size).toBe(3)
  })

  it('B45: stores nothing of a delivery whose sender goes away in the middle', async () => {
    const cut = await app.createWebhook()
    const delivery = goodDelivery()
    const socket = await openSocket(app)
    socket.write(rawHead(cut, delivery))
    socket.write(delivery.body.slice(0, 20))
    await new Promise((resolve) => setTimeout(resolve, 50))
    socket.resetAndDestroy()
    await new Promise((resolve) => setTimeout(resolve, 50))

    expect(await app.events(cut.id, 'id')).toEqual([])
    await expectStillGood(app, cut)
  })

  const broken: [string, string][] = [
    ['Content-Length beside Transfer-Encoding', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'],
    ['two Content-Lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n'],
    ['a signed Content-Length', 'Content-Length: +5\r\n'],
    ['a space before the colon', 'Content-Length : 5\r\n'],
    ['a folded header', 'X-Folded: a\r\n b: c\r\n'],
    ['a NUL in a header', 'X-Nul: a\0b\r\n'],
    ['a Content-Length that is a list', 'Content-Length: 5, 5\r\n'],
    ['a Content-Length in hex', 'Content-Length: 0x5\r\n'],
    ['a negative Content-Length', 'Content-Length: -5\r\n'],
    ['an unknown Transfer-Encoding', 'Transfer-Encoding: xchunked\r\n'],
    ['a Transfer-Encoding that does not end chunked', 'Transfer-Encoding: chunked, identity\r\n'],
    ['a line that ends in a bare LF', 'X-Bare: a\nContent-Length: 5\r\n'],
    ['a line that ends in a bare CR', 'X-Bare: a\rContent-Length: 5\r\n'],
    ['a header without a colon', 'X-Header\r\n'],
  ]
  for (const [name, lines] of broken) {
    it(`B38: answers ${name} with 400`, async () => {
      const answer = await sendRaw(app, [`POST ${webhook.path} HTTP/1.1\r\nHost: localhost\r\n${lines}\r\nhello`])

      expect(answer).toMatchObject({ status: 400, json: { error: { code: 'bad_request' } } })
      await expectStillGood(app, webhook)
    })
  }
})

describe('a request line or a host that says something else', () => {
  const hosts: [string, string][] = [
    ['no Host', ''],
    ['two Hosts', 'Host: localhost\r\nHost: elsewhere\r\n'],
    ['two Hosts that are alike', 'Host: localhost\r\nhost: localhost\r\n'],
  ]
  for (const [name, lines] of hosts) {
    for (const path of ['/healthz', '/webhooks/github/requests']) {
      it(`B39: answers ${name} at ${path} with 400, and closes`, async () => {
        const answer = await sendRaw(app, [`POST ${path} HTTP/1.1\r\n${lines}Content-Length: 0\r\n\r\n`])

        expect(answer.status).toBe(400)
        expect(answer.headers.get('connection')).toBe('close')
        await expectStillGood(app, webhook)
      })
    }
  }

  it('B39: reads nothing that was sent behind a request that it refuses and closes', async () => {
    const own = await app.createWebhook()
    const delivery = goodDelivery()
    const twoHosts = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n'

    const answers = await sendRawAll(app, [Buffer.concat([Buffer.from(twoHosts + rawHead(own, delivery)), Buffer.from(delivery.body)])], {
      answers: 2,
    })

    expect(answers).toMatchObject([{ status: 400 }])
    expect(await app.events(own.id, 'id')).toEqual([])
  })

  for (const line of [
    'GET /',
    'GET /healthz',
    'POST /webhooks/github/requests',
    'GET / HTTP/0.9',
    'GET / HTTP/3.0',
    'GET / HTP/1.1',
    'get / HTTP/1.1',
  ]) {
    it(`B40: answers ${line} with 400`, async () => {
      expect(await sendRaw(app, [`${line}\r\nHost: localhost\r\n\r\n`])).toMatchObject({ status: 400 })
      await expectStillGood(app, webhook)
    })
  }

  it('B41: routes the absolute form by its path alone, and asks nobody', async () => {
    const get = (target: string) => sendRaw(app, [`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`])
    const delivery = goodDelivery()
    const absolute = { ...webhook, path: `http://169.254.169.254${webhook.path}` }

    expect(await get('http://169.254.169.254/healthz')).toMatchObject({ status: 200, json: { ok: true } })
    expect(await get('http://169.254.169.254/latest/meta-data/')).toMatchObject({ status: 404, json: { error: { code: 'not_found' } } })
    expect(await get('HTTP://169.254.169.254')).toMatchObject({ status: 302 })
    expect(await get('ftp://169.254.169.254/')).toMatchObject({ status: expect.toSatisfy((status) => status === 400 || status === 404) })
    expect(await sendRaw(app, [rawHead(absolute, delivery), delivery.body])).toMatchObject({ status: 202 })
  })

  it('B41: makes no tunnel', async () => {
    const answers = await sendRawAll(app, ['CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: 169.254.169.254:80\r\n\r\n'])

    expect(answers).toEqual([])
    await expectStillGood(app, webhook)
  })
})

describe('bytes of another protocol', () => {
  it('B44: ignores the offer of h2c, and takes the delivery that makes it, also when more follow', async () => {
    const deliveries = [goodDelivery(), goodDelivery()]
    const offer = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA']

    const answers = await sendRawAll(
      app,
      deliveries.flatMap((delivery) => [rawHead(webhook, delivery, offer), delivery.body]),
      { answers: 2 },
    )

    expect(answers.map(({ status }) => status)).toEqual([202, 202])
  })

  it('B44: takes a delivery that offers h2c when its body comes later and in pieces', async () => {
    const delivery = goodDelivery()
    const socket = await openSocket(app)
    socket.write(rawHead(webhook, delivery, ['Connection: Upgrade', 'Upgrade: h2c']))
    for (const part of [delivery.body.slice(0, 10), delivery.body.slice(10)]) {
      await new Promise((resolve) => setTimeout(resolve, 30))
      socket.write(part)
    }

    expect(await readAnswers(socket)).toMatchObject([{ status: 202 }])
    socket.destroy()
  })

  it('B44: answers HTTP/2 by prior knowledge, a TLS greeting and a line of SSH with 400', async () => {
    const greeting = Buffer.from('160301020001000001fc0303', 'hex')
    for (const bytes of ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', Buffer.concat([greeting, Buffer.alloc(200, 7)]), 'SSH-2.0-OpenSSH_9.2\r\n']) {
      expect(await sendRaw(app, [bytes])).toMatchObject({ status: 400, json: { error: { code: 'bad_request' } } })
    }
    await expectStillGood(app, webhook)
  })
})

describe('headers that came twice', () => {
  it('B7: refuses two signatures, also when both are right', async () => {
    const delivery = github('{}')
    const name = 'x-hub-signature-256'
    const line = rawHead(webhook, delivery)
      .split('\r\n')
      .find((one) => one.startsWith(name))!
    const send = () => sendRaw(app, [rawHead(webhook, delivery, [line]), delivery.body])

    await expectRefused(app, webhook, send, { status: 401, code: 'invalid_signature' })
    await expectStillGood(app, webhook)
  })

  it('B30: refuses two content types', async () => {
    const delivery = github('{}')
    const send = () => sendRaw(app, [rawHead(webhook, delivery, ['Content-Type: application/json']), delivery.body])

    await expectRefused(app, webhook, send, { status: 415, code: 'unsupported_content_type' })
    await expectStillGood(app, webhook)
  })

  it('B30: refuses a delivery without a content type', async () => {
    const delivery = github('{}')
    const send = () => sendRaw(app, [rawHead(webhook, delivery, [], ['content-type']), delivery.body])

    await expectRefused(app, webhook, send, { status: 415, code: 'unsupported_content_type' })
    await expectStillGood(app, webhook)
  })
})
