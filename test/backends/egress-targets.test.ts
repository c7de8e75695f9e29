import { describe, expect, it } from 'vitest'
import { createAllowList } from '../../src/backends/egress/allow-list.ts'
import { createEgress, type EgressOptions } from '../../src/backends/egress/egress.ts'
import { resolveTarget } from '../../src/backends/egress/resolve.ts'
import { readTarget } from '../../src/backends/egress/target.ts'
import { EgressBlocked } from '../../src/errors.ts'
import { startSink, TARGET_CERTIFICATE } from '../helpers/outside.ts'

const PUBLIC = { address: '93.184.215.14', family: 4 }
const LOOPBACK = { address: '127.0.0.1', family: 4 }

/** Hosts that are not public, in every notation that URLs know. */
const HOSTS = `
  127.0.0.1 127.0.0.1. 127.1 127.0.1 0x7f.1 0x7f.0.0.1 0x7f000001 2130706433 017700000001 0177.0.0.1 0 0.0.0.0 127.127.127.127
  ①②⑦.⓪.⓪.① 127。0。0。1 %31%32%37.0.0.1
  localhost localhost. LOCALHOST a.localhost ⓛⓞⓒⓐⓛⓗⓞⓢⓣ
  10.0.0.1 100.64.0.1 169.254.169.254 0xA9FEA9FE 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1
  198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255
  [::] [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:0:127.0.0.1] [::127.0.0.1] [::7f00:1] [::ffff:169.254.169.254]
  [64:ff9b::127.0.0.1] [64:ff9b:1::7f00:1] [100::1] [2001::1] [2001:db8::1] [2002:7f00:1::] [3fff::1] [5f00::1]
  [fc00::1] [fd00::1] [fd00:ec2::254] [fe80::1] [fec0::1] [ff02::1]
`
  .trim()
  .split(/\s+/)

/** By port of the sink. */
const URLS = (port: number) => [
  `https://user@127.0.0.1:${port}/`,
  `https://example.com:x@127.0.0.1:${port}/`,
  `https://example.com@127.0.0.1:${port}/`,
  `https://127.0.0.1:${port}@example.com/`,
  `https://127.0.0.1:${port}#@example.com/`,
  `https://127.0.0.1:${port}?@example.com/`,
  `https://127.0.0.1:${port}\\@example.com/`,
  `https:127.0.0.1:${port}/`,
  `https:\\\\127.0.0.1:${port}/`,
  `\thttps://127.0.0.1:${port}/`,
  `ftp://127.0.0.1:${port}/`,
  `gopher://127.0.0.1:${port}/_GET`,
  `ws://127.0.0.1:${port}/`,
  'file:///etc/passwd',
  'data:text/plain,ok',
  'javascript:0',
  `http://127.0.0.1:${port}/`,
  'http://example.com/',
  'http://example.com#@127.0.0.1/',
  '//127.0.0.1/',
  'not a url',
  '',
]

describe('targets', () => {
  it('B62: that are not public are refused in every notation, and nobody is called', async () => {
    const { sink, egress, all } = await setUp()
    const urls = [...HOSTS.flatMap((host) => [`https://${host}:${sink.port}/`, `http://${host}:${sink.port}/`]), ...URLS(sink.port)]

    for (const url of urls) {
      await expect(egress.fetch(url), url).rejects.toThrow(EgressBlocked)
      await expect(egress.checkTarget(url), url).rejects.toThrow(EgressBlocked)
    }

    expect(HOSTS.length).toBeGreaterThan(33)
    expect(all()).toBe(0)
  })

  it('are judged by the host that the URL really has', async () => {
    const { egress } = await setUp({ lookup: async () => [PUBLIC] })

    for (const url of ['https://example.com#@127.0.0.1/', 'https://example.com/?@127.0.0.1', 'https://8.8.8.8/', 'https://[2001:4860::1]/'])
      await expect(egress.checkTarget(url), url).resolves.toBeUndefined()
    await expect(egress.checkTarget('http://example.com#@127.0.0.1/')).rejects.toThrow('example.com is called by https only')
  })

  it('keep their path to themselves in messages', async () => {
    const { egress } = await setUp()

    const error = await egress.fetch('http://hooks.example/services/SECRET?token=SECRET').catch(String)

    expect(error).toContain('hooks.example')
    expect(error).not.toContain('SECRET')
  })

  it('are refused where their name has private addresses only', async () => {
    for (const address of ['127.0.0.1', '10.0.0.1', '::1', '::ffff:127.0.0.1', '64:ff9b::7f00:1', 'fe80::1%eth0', 'nonsense']) {
      const { sink, egress, all } = await setUp({ lookup: async () => [{ address, family: address.includes(':') ? 6 : 4 }] })

      await expect(egress.fetch(`https://target.example:${sink.port}/`)).rejects.toThrow('target.example is not a public address')
      await expect(egress.checkTarget(`https://target.example:${sink.port}/`)).rejects.toThrow(EgressBlocked)
      expect(all()).toBe(0)
    }
  })

  it('B63: are refused where their name was public when they were saved and is private when they are called', async () => {
    const answers = [[PUBLIC], [LOOPBACK]]
    const { sink, egress, all } = await setUp({ lookup: async () => answers.shift()! })

    await egress.checkTarget(`https://target.example:${sink.port}/`)

    await expect(egress.fetch(`https://target.example:${sink.port}/`)).rejects.toThrow(EgressBlocked)
    expect(all()).toBe(0)
  })

  it('are reached at the public ones of their addresses only', async () => {
    const v6 = { address: '2001:4860::1', family: 6 }
    const rules = { allow: createAllowList(['10.1.0.0/16']), ownUrl: () => 'https://own.example' }
    const found = [LOOPBACK, PUBLIC, { address: '10.2.0.1', family: 4 }, v6, { address: '10.1.0.1', family: 4 }]
    const target = readTarget('https://target.example/', rules)

    const usable = await resolveTarget(target, { ...rules, lookup: async () => found }, new AbortController().signal)

    expect(usable).toEqual([PUBLIC, v6, { address: '10.1.0.1', family: 4 }])
  })

  it('are resolved once, and reached where that says', async () => {
    let asked = 0
    const sink = await startSink(undefined, { https: true })
    const lookup = async () => (asked++ === 0 ? [LOOPBACK] : [PUBLIC])
    const egress = createEgress({ ownUrl: () => 'https://own.example', allow: ['127.0.0.0/8'], ca: TARGET_CERTIFICATE, lookup })

    expect(await egress.fetch(`https://target.example.:${sink.port}/`)).toMatchObject({ status: 200 })
    expect(asked).toBe(1)
  })

  it('that do not resolve may be saved', async () => {
    const { egress } = await setUp({ lookup: () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })) })

    await expect(egress.checkTarget('https://later.example/')).resolves.toBeUndefined()
  })

  it('may be saved where resolving takes too long', async () => {
    const { egress } = await setUp({ lookup: () => new Promise(() => {}), connectTimeoutMs: 20 })

    await expect(egress.checkTarget('https://slow.example/')).resolves.toBeUndefined()
  })

  it('may be held to https also where EGRESS_ALLOW names them', async () => {
    const { sink, egress } = await setUp({ allow: ['127.0.0.1'] })

    await expect(egress.checkTarget(`http://127.0.0.1:${sink.port}/`)).resolves.toBeUndefined()
    await expect(egress.checkTarget(`http://127.0.0.1:${sink.port}/`, { httpsOnly: true })).rejects.toThrow('by https only')
    await expect(egress.checkTarget(`https://127.0.0.1:${sink.port}/`, { httpsOnly: true })).resolves.toBeUndefined()
  })

  it('are not the server itself, unless EGRESS_ALLOW names it', async () => {
    const own = { ownUrl: () => 'https://own.example/base', lookup: async () => [PUBLIC] }
    const { egress } = await setUp(own)
    const { egress: allowing } = await setUp({ ...own, allow: ['own.example:443'] })

    for (const url of ['https://own.example/x', 'https://OWN.example.:443/'])
      await expect(egress.checkTarget(url), url).rejects.toThrow('this server itself')
    await expect(egress.checkTarget('https://own.example:8443/')).resolves.toBeUndefined()
    await expect(allowing.checkTarget('https://own.example/')).resolves.toBeUndefined()
  })
})

describe('EGRESS_ALLOW', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:PORT/', true],
    ['127.0.0.1:PORT', 'http://127.0.0.1:PORT/', true],
    ['127.0.0.1:PORT', 'http://[::ffff:127.0.0.1]:PORT/', true],
    ['::ffff:127.0.0.1', 'http://0x7f.1:PORT/', true],
    ['127.0.0.1:1', 'http://127.0.0.1:PORT/', false],
    ['127.0.0.2', 'http://127.0.0.1:PORT/', false],
    ['target.example', 'http://target.example:PORT/', true],
    ['target.example.', 'http://TARGET.example.:PORT/', true],
    ['target.example:PORT', 'http://target.example:PORT/', true],
    ['target.example:1', 'http://target.example:PORT/', false],
    ['target.example', 'http://a.target.example:PORT/', false],
    ['localhost', 'http://localhost:PORT/', true],
    ['127.0.0.0/8', 'http://127.0.0.1:PORT/', true],
    ['10.0.0.0/8', 'http://127.0.0.1:PORT/', false],
    // A network is compared with addresses. It does not name a host, so plain http stays closed.
    ['127.0.0.0/8', 'http://target.example:PORT/', false],
    // An address lets nobody's name reach it.
    ['127.0.0.1', 'https://target.example:PORT/', false],
  ])('%s, asked for %s: %s', async (entry, url, isReached) => {
    const sink = await startSink()
    const fill = (text: string) => text.replace('PORT', String(sink.port))
    const { egress } = await setUp({ allow: ['other.example', fill(entry)] })

    const status = await egress.fetch(fill(url)).then(
      (answer) => answer.status,
      (error) => error.code,
    )

    expect([status, sink.requests.length]).toEqual(isReached ? [200, 1] : ['egress_blocked', 0])
  })

  it.each([
    ['target.example:443', 'https://target.example/', true],
    ['target.example:80', 'http://target.example/', true],
    ['target.example:80', 'https://target.example/', false],
    ['target.example:443', 'http://target.example/', false],
    ['[::1]:8080', 'http://[::1]:8080/', true],
    ['[::1]:8080', 'http://[0:0::1]:8080/', true],
    ['[::1]:8080', 'http://[::1]/', false],
    ['::1', 'http://[::1]/', true],
    ['fd00::/8', 'https://[fd12::1]/', true],
    ['fd00::/8', 'https://[fe80::1]/', false],
    ['127.0.0.0/8', 'https://target.example/', true],
    ['10.0.0.0/8', 'https://target.example/', false],
  ])('%s, asked about %s: %s', async (entry, url, passes) => {
    const { egress } = await setUp({ allow: [entry] })

    const code = await egress.checkTarget(url).then(
      () => null,
      (error) => error.code,
    )

    expect(code).toBe(passes ? null : 'egress_blocked')
  })
})

async function setUp(options: Partial<EgressOptions> = {}) {
  const sink = await startSink()
  const secured = await startSink(undefined, { https: true })
  const egress = createEgress({ ownUrl: () => 'https://own.example', lookup: async () => [LOOPBACK], ca: TARGET_CERTIFICATE, ...options })
  return { sink, egress, all: () => sink.connections() + secured.connections() }
}
