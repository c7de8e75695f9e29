import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createEgress, type EgressOptions } from '../../src/backends/egress/egress.ts'
import { EgressBlocked, EgressFailed } from '../../src/errors.ts'
import type { Fetch } from '../../src/providers/provider.ts'
import { closedPort, type Outside, startRaw, startSink, TARGET_CERTIFICATE } from '../helpers/outside.ts'

const LOOPBACK = { address: '127.0.0.1', family: 4 }
/** One of a network for documentation: packets to it go nowhere. */
const NOWHERE = '192.0.2.1'

describe('a request', () => {
  it('arrives as it was given, and its answer comes back', async () => {
    const sink = await startSink((_req, res) => void res.writeHead(201, { 'X-Kind': 'a', 'set-cookie': ['a=1', 'b=2'] }).end('grüße'))
    const fetch: Fetch = reaching().fetch

    const answer = await fetch(`${at(sink)}/path?q=1#part`, { method: 'post', headers: { 'X-Own': 'ä' }, body: 'hello' })

    expect(answer).toMatchObject({ status: 201, headers: { 'x-kind': 'a', 'set-cookie': 'a=1, b=2' } })
    expect(await answer.text()).toBe('grüße')
    expect(sink.requests).toMatchObject([
      { method: 'POST', url: '/path?q=1', body: 'hello', headers: { 'x-own': 'ä', 'content-length': '5' } },
    ])
  })

  it('sends bytes as they are, asks for no compression and names itself', async () => {
    const sink = await startSink()

    await reaching().fetch(at(sink), { method: 'PUT', headers: { 'accept-encoding': 'gzip' }, body: Buffer.from('bytes') })

    const [{ body, headers } = {}] = sink.requests
    expect(body).toBe('bytes')
    expect(headers).toMatchObject({ 'accept-encoding': 'identity', 'user-agent': expect.stringMatching(/^hookline\//) })
    expect(Object.keys(headers!).sort()).toEqual(['accept-encoding', 'connection', 'content-length', 'host', 'user-agent'])
  })

  it('leaves no connection behind', async () => {
    const sink = await startSink()

    await reaching().fetch(at(sink))

    await expect.poll(() => sink.open()).toBe(0)
  })

  it('is encrypted where the URL is https, for the host of the URL', async () => {
    const sink = await startSink(undefined, { https: true })
    const lookup = async () => [LOOPBACK]
    const egress = reaching({ lookup, ca: TARGET_CERTIFICATE, allow: ['127.0.0.0/8'] })

    expect(await egress.fetch(`https://target.example:${sink.port}/`)).toMatchObject({ status: 200 })
    expect(sink.requests).toMatchObject([{ headers: { host: `target.example:${sink.port}` } }])
    await expect(egress.fetch(`https://other.example:${sink.port}/`)).rejects.toMatchObject({
      mayHaveArrived: false,
      message: 'other.example was not reached by TLS: ERR_TLS_CERT_ALTNAME_INVALID',
    })
    await expect(reaching({ lookup }).fetch(`https://127.0.0.1:${sink.port}/`)).rejects.toMatchObject({ mayHaveArrived: false })
    expect(sink.requests).toHaveLength(1)
  })

  it.each([
    ...[
      'Host',
      'content-length',
      'Transfer-Encoding',
      'connection',
      'keep-alive',
      'upgrade',
      'te',
      'trailer',
      'expect',
      'via',
      'forwarded',
    ],
    ...['proxy-authorization', 'Proxy-Connection', 'x-forwarded-for', 'X-Forwarded-Host', 'a\r\nhost', 'a\0', 'a b', 'ä', ''],
  ])('B65: may not set the header %j', async (name) => {
    const sink = await startSink()

    await expect(reaching().fetch(at(sink), { headers: { [name]: 'x' } })).rejects.toThrow(EgressBlocked)
    expect(sink.connections()).toBe(0)
  })

  it.each(['a\r\nHost: b', 'a\nb', 'a\rb', 'a\0b', '\u{1f600}'])('B65: may not set a header to %j', async (value) => {
    const sink = await startSink()

    const error = await reaching()
      .fetch(at(sink), { headers: { 'x-own': value } })
      .catch((thrown) => thrown)

    expect(error).toBeInstanceOf(EgressBlocked)
    expect(error.message).toBe('The header x-own has a value that cannot be sent')
    expect(sink.connections()).toBe(0)
  })

  it.each(['CONNECT', 'trace', 'GET /\r\n', ''])('may not have the method %j', async (method) => {
    const sink = await startSink()

    await expect(reaching().fetch(at(sink), { method })).rejects.toThrow(EgressBlocked)
    expect(sink.connections()).toBe(0)
  })
})

describe('an answer', () => {
  it.each([301, 302, 303, 307, 308])('B64: %i is not followed', async (status) => {
    const inner = await startSink()
    const sink = await startSink((_req, res) => void res.writeHead(status, { location: at(inner) }).end('moved'))

    expect(await reaching().fetch(at(sink))).toMatchObject({ status, headers: { location: at(inner) } })
    expect(inner.connections()).toBe(0)
  })

  it('is read up to 20,000 bytes, or as much as is asked for, and the rest is not waited for', async () => {
    const sink = await startSink((_req, res) => {
      const more = () => void (res.destroyed || res.write('é'.repeat(50_000), () => setImmediate(more)))
      more()
    })
    const { fetch } = reaching()

    expect(await (await fetch(at(sink))).text()).toBe('é'.repeat(10_000))
    expect(await (await fetch(at(sink), { maxAnswerBytes: 5 })).text()).toBe('éé')
    expect(await (await fetch(at(sink), { maxAnswerBytes: 1_000_000 })).text()).toHaveLength(500_000)
    await expect.poll(() => sink.open()).toBe(0)
  })

  it('that is compressed stays so', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000))
    const sink = await startSink((_req, res) => void res.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))

    expect((await (await reaching().fetch(at(sink))).text()).length).toBeLessThanOrEqual(bomb.length)
  })

  it.each(['HTTP/1.1 204 No Content\r\n\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', 'HTTP/1.0 200 OK\r\n\r\n'])(
    'may be empty: %j',
    async (head) => {
      const raw = await startRaw((socket) => socket.end(head))

      expect(await (await reaching().fetch(at(raw))).text()).toBe('')
    },
  )

  it('may come after an interim one', async () => {
    const raw = await startRaw((socket) => socket.end('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'))

    expect(await reaching().fetch(at(raw))).toMatchObject({ status: 200 })
  })
})

describe('a failure', () => {
  it.each([
    ['a reset', (raw) => raw.resetAndDestroy(), /broke the connection off/],
    ['an end', (raw) => raw.end(), /broke the connection off/],
    ['half an answer', (raw) => raw.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'), /no whole answer/],
    ['what is not HTTP', (raw) => raw.end('SSH-2.0-OpenSSH\r\n'), /not HTTP/],
    ['an interim answer after the other', (raw) => void repeat(raw, 'HTTP/1.1 103 Early Hints\r\n\r\n'), /interim answer/],
    ['headers without end', (raw) => repeat(raw, `x: ${'y'.repeat(1000)}\r\n`, 0, 'HTTP/1.1 200 OK\r\n'), /headers .* too large/],
    ['nothing', () => {}, /longer than 0.3 s/],
    ['a byte now and then', (raw) => repeat(raw, 'x', 20, 'HTTP/1.1 200 OK\r\n\r\n'), /longer than 0.3 s/],
  ] satisfies [string, (raw: Socket) => unknown, RegExp][])('after the request, by %s, may have arrived', async (_what, talk, message) => {
    const raw = await startRaw(talk)

    const started = Date.now()
    const error = await reaching({ totalTimeoutMs: 300 })
      .fetch(at(raw), { headers: { authorization: 'Bearer SECRET' } })
      .catch((thrown) => thrown)

    expect(error).toBeInstanceOf(EgressFailed)
    expect(error).toMatchObject({ mayHaveArrived: true, code: 'egress_failed', message: expect.stringMatching(message) })
    expect(error.message).not.toContain('SECRET')
    expect(Date.now() - started).toBeLessThan(2000)
    await expect.poll(() => raw.open()).toBe(0)
  })

  it('while a large body is sent may have arrived', async () => {
    const raw = await startRaw((socket) => socket.pause())

    await expect(
      reaching({ totalTimeoutMs: 300 }).fetch(at(raw), { method: 'POST', body: Buffer.alloc(50_000_000) }),
    ).rejects.toMatchObject({
      mayHaveArrived: true,
    })
  })

  it('to connect has not arrived', async () => {
    const port = await closedPort()

    await expect(reaching().fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      mayHaveArrived: false,
      message: '127.0.0.1 was not reached: it refuses the connection',
    })
  })

  it('to connect in time has not arrived', async () => {
    const egress = reaching({ allow: [NOWHERE], connectTimeoutMs: 100 })

    await expect(egress.fetch(`http://${NOWHERE}/`)).rejects.toMatchObject({ mayHaveArrived: false })
    await expect(reaching({ allow: [NOWHERE], totalTimeoutMs: 100 }).fetch(`http://${NOWHERE}/`)).rejects.toMatchObject({
      mayHaveArrived: false,
    })
  })

  it('to resolve has not arrived', async () => {
    const lookup = () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }))

    await expect(reaching({ lookup }).fetch('https://nowhere.example/')).rejects.toMatchObject({
      mayHaveArrived: false,
      message: 'nowhere.example was not reached: its name does not resolve',
    })
    await expect(
      reaching({ lookup: () => new Promise(() => {}), connectTimeoutMs: 20 }).fetch('https://slow.example/'),
    ).rejects.toMatchObject({
      mayHaveArrived: false,
      message: 'slow.example was not reached: it took longer than 0.02 s',
    })
  })

  it('to agree on TLS has not arrived', async () => {
    const plain = await startRaw((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const silent = await startRaw(() => {})

    await expect(reaching().fetch(`https://127.0.0.1:${plain.port}/`)).rejects.toMatchObject({ mayHaveArrived: false })
    await expect(reaching({ connectTimeoutMs: 100 }).fetch(`https://127.0.0.1:${silent.port}/`)).rejects.toMatchObject({
      mayHaveArrived: false,
      message: '127.0.0.1 was not reached by TLS: it took longer than 0.1 s',
    })
  })
})

describe('closing', () => {
  it('ends what is under way, and what is asked for later', async () => {
    const raw = await startRaw(() => {})
    const egress = reaching()
    const asked = egress.fetch(at(raw)).catch((error) => error)
    await expect.poll(() => raw.open()).toBe(1)

    await egress.close()

    expect(await asked).toMatchObject({ mayHaveArrived: true, message: '127.0.0.1 gave no whole answer: the server is stopping' })
    await expect(egress.fetch(at(raw))).rejects.toMatchObject({ mayHaveArrived: false })
    await expect.poll(() => raw.open()).toBe(0)
  })
})

/** One that may reach loopback. */
function reaching(options: Partial<EgressOptions> = {}) {
  return createEgress({ ownUrl: () => 'https://own.example', allow: ['127.0.0.1'], ...options })
}

function at({ port }: Outside): string {
  return `http://127.0.0.1:${port}`
}

/** Says one thing, then another again and again, until nobody listens. */
function repeat(socket: Socket, text: string, everyMs = 0, first = ''): void {
  socket.write(first)
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(text)), everyMs)
}
