import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keptDeliveries } from '../helpers/refused.ts'
import { startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { goodDelivery, rawHead, sendRaw } from './bad-input.ts'

// Rows B32 to B34 of the bad-input matrix, with proxies in front: connections from 127.0.0.2 and 127.0.0.3 are theirs.

const PROXY = '127.0.0.2'
const OTHER_PROXY = '127.0.0.3'
const STRANGER = '127.0.0.9'
const SENDER = '192.0.2.7'

let app: TestApp
let webhook: TestWebhook
let guarded: TestWebhook
beforeAll(async () => {
  app = await startApp({ env: { TRUSTED_PROXIES: `${PROXY}, ${OTHER_PROXY}/32,2001:db8::/32`, REFUSED_PER_MINUTE: '5' } })
  webhook = await app.createWebhook()
  guarded = await app.createWebhook({ allowedIps: ['192.0.2.0/24', '2001:db8:ffff::5'] })
})
afterAll(() => app.close())

describe('a request that a trusted proxy hands on', () => {
  const taken: [string, string | string[]][] = [
    ['the one address', SENDER],
    ['the last address, whatever the sender has put before it', `10.9.9.9, ${SENDER}`],
    ['the last address before another trusted proxy', `10.9.9.9, ${SENDER}, ${OTHER_PROXY}`],
    ['the last address before a trusted IPv6 proxy', `${SENDER},2001:db8::1`],
    ['the last of several headers', ['10.9.9.9', SENDER]],
    ['an address with a port', `${SENDER}:4711`],
    ['an IPv4 address that is mapped into IPv6', `::ffff:${SENDER}`],
    ['an IPv6 address in brackets, with a port', `[2001:DB8:FFFF:0::5]:443`],
    ['the first address where all are trusted', `2001:db8:ffff::5, ${OTHER_PROXY}`],
    ['the last address, though what stands before it is none', `<script>, ${SENDER}`],
  ]
  for (const [name, forwarded] of taken) {
    it(`B32: is held against the allow list by ${name}`, async () => {
      expect(await send(guarded, PROXY, forwarded)).toMatchObject({ status: 202 })
    })
  }

  const refused: [string, string, string][] = [
    ['an address that is not on the list', '198.51.100.1', '198.51.100.1'],
    ['the last address, though the sender claims another', `${SENDER}, 198.51.100.2`, '198.51.100.2'],
    ['an address that only begins like one on the list', '192.0.20.7', '192.0.20.7'],
    ['the proxy itself, where the last entry is no address', `${SENDER}, unknown`, PROXY],
    ['the proxy itself, where the last entry is empty', `${SENDER},`, PROXY],
    ['the proxy itself, where the last entry has a zone', `${SENDER}, fe80::1%eth0`, PROXY],
    ['the proxy itself, where the address has leading zeros', '192.0.2.07', PROXY],
  ]
  for (const [name, forwarded, address] of refused) {
    it(`B32: is refused by ${name}`, async () => {
      expect(await send(guarded, PROXY, forwarded)).toMatchObject({ status: 403, json: { error: { code: 'address_not_allowed' } } })
      expect(app.log.findLast(({ msg }) => msg === 'delivery refused')).toMatchObject({ remoteAddress: address })
    })
  }

  it('B32: is the proxy itself where it names nobody, and no other header is read', async () => {
    const head = rawHead(guarded, goodDelivery(), [`Forwarded: for=${SENDER}`, `X-Real-IP: ${SENDER}`, `X-Client-IP: ${SENDER}`])

    expect(await sendRaw(app, [head, goodDelivery().body], { from: OTHER_PROXY })).toMatchObject({ status: 403 })
    expect(app.log.at(-1)).toMatchObject({ remoteAddress: OTHER_PROXY })
  })

  it('B34: is limited by its sender, not by the proxy, also when it signs in', async () => {
    const forge = (from: string) => send({ ...webhook, secret: 'somebody-elses' }, PROXY, from)
    for (let i = 0; i < 5; i++) expect(await forge('203.0.113.1')).toMatchObject({ status: 401 })

    expect(await forge('203.0.113.1')).toMatchObject({ status: 429 })
    expect(await forge('203.0.113.2')).toMatchObject({ status: 401 })

    for (let i = 0; i < 10; i++) expect(await signIn('203.0.113.1')).toMatchObject({ status: 401 })
    expect(await signIn('203.0.113.1')).toMatchObject({ status: 429 })
    expect(await signIn('203.0.113.2')).toMatchObject({ status: 401 })
  })
})

describe('a request of anybody else', () => {
  it('B32: is its own address, whatever X-Forwarded-For says', async () => {
    expect(await send(guarded, STRANGER, SENDER)).toMatchObject({ status: 403 })
    expect(await send(guarded, STRANGER, `${SENDER}, ${PROXY}`)).toMatchObject({ status: 403 })

    await expect
      .poll(async () => (await keptDeliveries(app)).slice(0, 2).map(({ remoteAddress }) => remoteAddress))
      .toEqual([STRANGER, STRANGER])
  })

  it('B33: is held against each entry of the list as a number, not as a text', async () => {
    const own = await app.createWebhook({ allowedIps: ['27.0.0.8', '::ffff:127.0.0.4', '127.0.0.64/26'] })

    expect(await send(own, '127.0.0.8')).toMatchObject({ status: 403 })
    expect(await send(own, '127.0.0.40')).toMatchObject({ status: 403 })
    expect(await send(own, '127.0.0.4')).toMatchObject({ status: 202 })
    expect(await send(own, '127.0.0.127')).toMatchObject({ status: 202 })
    expect(await send(own, '127.0.0.128')).toMatchObject({ status: 403 })
  })
})

function send(to: TestWebhook, from: string, forwarded: string | string[] = []) {
  const delivery = goodDelivery()
  const lines = [forwarded].flat().map((list) => `X-Forwarded-For: ${list}`)
  return sendRaw(app, [rawHead(to, delivery, lines), delivery.body], { from })
}

function signIn(forwarded: string) {
  const lines = ['POST /sign-in HTTP/1.1', 'Host: localhost', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 9']
  return sendRaw(app, [`${lines.join('\r\n')}\r\nX-Forwarded-For: ${forwarded}\r\n\r\nkey=wrong`], { from: PROXY })
}
