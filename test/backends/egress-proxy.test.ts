import { describe, expect, it } from 'vitest'
import { createEgress, type EgressOptions } from '../../src/backends/egress/egress.ts'
import { EgressBlocked, EgressFailed } from '../../src/errors.ts'
import { closedPort, startProxy, startRaw, startSink, TARGET_CERTIFICATE } from '../helpers/outside.ts'

const PUBLIC = { address: '93.184.215.14', family: 4 }
const LOOPBACK = { address: '127.0.0.1', family: 4 }

describe('with EGRESS_PROXY', () => {
  it('an https request goes through the tunnel, by name, encrypted for the target', async () => {
    const sink = await startSink(undefined, { https: true })
    const proxy = await startProxy(sink.port)

    expect(await through(proxy.port).fetch('https://target.example/path')).toMatchObject({ status: 200 })
    expect(proxy.asked).toMatchObject([{ authority: 'target.example:443' }])
    expect(sink.requests).toMatchObject([{ url: '/path', headers: { host: 'target.example' } }])
    await expect(through(proxy.port).fetch('https://other.example/')).rejects.toMatchObject({ mayHaveArrived: false })
    await expect.poll(() => [sink.open(), proxy.open()]).toEqual([0, 0])
  })

  it('a plain request that EGRESS_ALLOW lets pass goes through the tunnel, too', async () => {
    const sink = await startSink()
    const proxy = await startProxy(sink.port)
    const lookup = () => Promise.reject(new Error('only the proxy resolves this name'))

    const answer = await through(proxy.port, { allow: ['jira.internal'], lookup }).fetch('http://jira.internal:8080/')

    expect(answer).toMatchObject({ status: 200 })
    expect(proxy.asked).toMatchObject([{ authority: 'jira.internal:8080' }])
  })

  it('its user and password go to the proxy alone', async () => {
    const sink = await startSink(undefined, { https: true })
    const proxy = await startProxy(sink.port)

    await through(proxy.port, { proxy: `http://us%40er:pass@127.0.0.1:${proxy.port}` }).fetch('https://target.example/')

    expect(proxy.asked[0]!.headers['proxy-authorization']).toBe(`Basic ${Buffer.from('us@er:pass').toString('base64')}`)
    expect(Object.keys(sink.requests[0]!.headers).filter((name) => name.startsWith('proxy'))).toEqual([])
  })

  it('targets that are not public are refused as without, and the proxy is not asked', async () => {
    const sink = await startSink()
    const proxy = await startProxy(sink.port)
    const egress = through(proxy.port, { lookup: async (host) => [host === 'public.example' ? PUBLIC : LOOPBACK] })

    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '169.254.169.254', 'private.example', `127.0.0.1:${proxy.port}`]) {
      await expect(egress.fetch(`https://${host}/`), host).rejects.toThrow(EgressBlocked)
      await expect(egress.fetch(`http://${host}/`), host).rejects.toThrow(EgressBlocked)
    }

    expect([proxy.connections(), sink.connections()]).toEqual([0, 0])
  })

  it('a name that does not resolve here is not asked of the proxy', async () => {
    const proxy = await startProxy(await closedPort())
    const lookup = () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }))

    await expect(through(proxy.port, { lookup }).fetch('https://target.example/')).rejects.toMatchObject({ mayHaveArrived: false })
    expect(proxy.connections()).toBe(0)
  })

  it.each([407, 403, 502, 302])('a refusal by it, %i, says so and has not arrived', async (status) => {
    const sink = await startSink(undefined, { https: true })
    const proxy = await startProxy(sink.port, status)

    const error = await through(proxy.port, { proxy: `http://user:PASSWORD@127.0.0.1:${proxy.port}` })
      .fetch('https://target.example/')
      .catch((thrown) => thrown)

    expect(error).toBeInstanceOf(EgressFailed)
    expect(error).toMatchObject({
      mayHaveArrived: false,
      message: `The proxy of EGRESS_PROXY gave no connection: the proxy answers ${status}`,
    })
    expect(sink.connections()).toBe(0)
    await expect.poll(() => proxy.open()).toBe(0)
  })

  it('a proxy that is not there, is none, breaks off or is silent has let nothing arrive', async () => {
    const noise = await startRaw((socket) => socket.end('SSH-2.0-OpenSSH\r\n'))
    const reset = await startRaw((socket) => socket.resetAndDestroy())
    const silent = await startRaw(() => {})

    for (const port of [await closedPort(), noise.port, reset.port, silent.port]) {
      await expect(through(port, { connectTimeoutMs: 200 }).fetch('https://target.example/')).rejects.toMatchObject({
        code: 'egress_failed',
        mayHaveArrived: false,
        message: expect.stringMatching(/^The proxy of EGRESS_PROXY gave no connection: /),
      })
    }
    await expect.poll(() => silent.open()).toBe(0)
  })
})

function through(proxyPort: number, options: Partial<EgressOptions> = {}) {
  const proxy = `http://127.0.0.1:${proxyPort}`
  return createEgress({ ownUrl: () => 'https://own.example', lookup: async () => [PUBLIC], ca: TARGET_CERTIFICATE, proxy, ...options })
}
