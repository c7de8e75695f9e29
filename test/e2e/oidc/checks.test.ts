import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HostileIssuer, type Misdeeds, startHostileIssuer } from '../../fakes/hostile-issuer.ts'
import { CLIENT } from '../../fakes/issuer.ts'
import { type Browser, openBrowser, type Page } from '../../helpers/browser.ts'
import { startApp, type TestApp } from '../../helpers/start-app.ts'
import { ask, audited, CALLBACK, environment, OIDC } from './set-up.ts'

let issuer: HostileIssuer
let app: TestApp
beforeAll(async () => {
  issuer = await startHostileIssuer()
  app = await startApp({ env: environment(issuer.url) })
})
afterAll(async () => {
  await app.close()
  await issuer.close()
})

const nowS = () => Math.floor(Date.now() / 1000)

describe('what an issuer signs is let in', () => {
  it.each<[string, Misdeeds]>([
    ['as it should be', {}],
    ['for several audiences, this one authorized', { claims: { aud: ['another', CLIENT.id], azp: CLIENT.id } }],
  ])('%s', async (_, does) => {
    const { browser, page } = await signIn(does)

    expect(page.url).toBe(`${app.url}/`)
    expect((await ask(app, browser, '{ viewer { name role } }')).data.viewer).toEqual({ name: 'Mallory', role: 'OPERATOR' })
  })

  it('although by our clock it has just ended', async () => {
    const { page } = await signIn({ claims: { exp: nowS() - 2 } })

    expect(page.url).toBe(`${app.url}/`)
  })
})

describe('a sign-in is refused', () => {
  it.each<[string, Misdeeds]>([
    ['for another nonce', { claims: { nonce: 'another' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['for another audience', { claims: { aud: 'another' } }],
    ['for several audiences, another authorized', { claims: { aud: ['another', CLIENT.id], azp: 'another' } }],
    ['by another issuer', { claims: { iss: 'https://evil.example' } }],
    ['that has ended', { claims: { exp: nowS() - 3600 } }],
    ['from the future', { claims: { nbf: nowS() + 3600 } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['without a signature', { signedBy: 'none' }],
    ['with a signature of another key', { signedBy: 'other' }],
    ['without an ID token', { token: { id_token: undefined } }],
    ['with a code that it does not know', { callback: { code: 'guessed' } }],
    ['with the issuer’s name of another one (mix-up)', { callback: { iss: 'https://evil.example' } }],
    ['without the issuer’s name where it promises it', { callback: { iss: undefined } }],
    ['without a code', { callback: { code: undefined } }],
    ['about somebody else than UserInfo says', { userinfo: { sub: 'somebody-else', groups: ['hookline-admins'] } }],
  ])('%s', async (_, does) => {
    const { browser, page } = await signIn(does)

    expect([page.status, codeOf(page)]).toEqual([401, 'oidc_invalid'])
    expect(browser.cookies.has('hookline_session')).toBe(false)
    expect(app.log.at(-1)).toMatchObject({ level: 'warn', msg: 'sign-in refused', code: 'oidc_invalid', reason: expect.any(String) })
  })

  it.each<[string, Misdeeds, string]>([
    ['with another state', { callback: { state: 'forged' } }, 'oidc_state_mismatch'],
    ['without a state', { callback: { state: undefined } }, 'oidc_state_mismatch'],
  ])('%s, and is not begun to be looked into', async (_, does, code) => {
    const before = issuer.requests.length

    const { page } = await signIn(does)

    expect([page.status, codeOf(page)]).toEqual([400, code])
    expect(issuer.requests.slice(before).map(({ path }) => path)).not.toContain('/token')
  })

  it('in a browser that has not begun it (CSRF)', async () => {
    issuer.does = {}
    const victim = openBrowser()
    const way = await openBrowser().get(app.url + OIDC, app.url + CALLBACK)

    const page = await victim.get(way.url)

    expect([page.status, codeOf(page)]).toEqual([400, 'oidc_no_attempt'])
    expect(victim.cookies.size).toBe(0)
  })

  it('in a browser that has begun another one, with somebody else’s code (login CSRF)', async () => {
    issuer.does = {}
    const attacker = await openBrowser().get(app.url + OIDC, app.url + CALLBACK)
    const victim = openBrowser()
    const begun = await victim.get(app.url + OIDC, app.url + CALLBACK)

    const page = await victim.get(attacker.url)
    const mixed = await victim.get(withParam(attacker.url, 'state', new URL(begun.url).searchParams.get('state')!))

    expect(codeOf(page)).toBe('oidc_state_mismatch')
    expect([mixed.status, codeOf(mixed)]).toEqual([401, 'oidc_invalid'])
    expect(victim.cookies.has('hookline_session')).toBe(false)
  })

  it('when the same way back is taken again, with the same cookie', async () => {
    issuer.does = {}
    const browser = openBrowser()
    const way = await browser.get(app.url + OIDC, app.url + CALLBACK)
    const kept = new Map(browser.cookies)
    expect((await browser.get(way.url, `${app.url}/`)).status).toBe(303)
    for (const [name, value] of kept) browser.cookies.set(name, value)
    const before = issuer.requests.length

    const again = await browser.get(way.url, `${app.url}/`)

    expect([again.status, codeOf(again)]).toEqual([401, 'oidc_replayed'])
    expect(issuer.requests).toHaveLength(before)
  })

  it('with a cookie that was made or changed elsewhere', async () => {
    const browser = openBrowser()
    const way = await browser.get(app.url + OIDC, app.url + CALLBACK)
    const sealed = browser.cookies.get('hookline_oidc')!
    browser.cookies.set('hookline_oidc', sealed.slice(0, -4) + (sealed.endsWith('AAAA') ? 'BBBB' : 'AAAA'))

    expect(codeOf(await browser.get(way.url))).toBe('oidc_no_attempt')
  })

  it('by 503 where the issuer breaks, without a mark against the person', async () => {
    issuer.does = {}
    const answers = []
    const browser = openBrowser()
    for (let i = 0; i < 12; i++) {
      issuer.failNext({ status: 500, body: 'broken' }, ({ path }) => path === '/token')
      answers.push(codeOf(await browser.get(app.url + OIDC, `${app.url}/`)))
    }

    expect(new Set(answers)).toEqual(new Set(['oidc_unavailable']))
    expect((await browser.get(app.url + OIDC, `${app.url}/`)).status).toBe(303)
  })

  it('for a quarter of an hour after ten failures, as with keys', async () => {
    issuer.does = { claims: { nonce: 'another' } }
    const browser = openBrowser()
    const codes = []
    for (let i = 0; i < 11; i++) codes.push(codeOf(await browser.get(app.url + OIDC)))

    expect(codes.slice(0, 10)).toEqual(Array(10).fill('oidc_invalid'))
    expect(codes[10]).toBe('rate_limited')
    const before = issuer.requests.length
    const page = await browser.get(app.url + OIDC)
    expect([page.status, issuer.requests.length]).toEqual([429, before])
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(60)
  })

  it('for nobody because another site has opened the way back again and again', async () => {
    issuer.does = {}
    const browser = openBrowser()
    for (let i = 0; i < 12; i++) await browser.get(`${app.url}${CALLBACK}?code=x&state=y`)

    expect((await browser.get(app.url + OIDC, `${app.url}/`)).status).toBe(303)
  })
})

it('tells no secret, code or token in the log and the audit', async () => {
  await signIn({ claims: { nonce: 'another' } })

  const told = JSON.stringify([app.log, await audited(app, 'sign_in.failed'), await audited(app, 'sign_in')])
  expect(told).toContain('oidc_invalid')
  for (const secret of [CLIENT.secret, 'eyJ', 'opaque', 'code-1']) expect(told).not.toContain(secret)
})

async function signIn(does: Misdeeds): Promise<{ browser: Browser; page: Page }> {
  issuer.does = does
  const browser = openBrowser()
  return { browser, page: await browser.get(app.url + OIDC, `${app.url}/`) }
}

function codeOf({ text }: Page): string | undefined {
  return /<code>(\w+)<\/code>/.exec(text)?.[1]
}

function withParam(url: string, name: string, value: string): string {
  const changed = new URL(url)
  changed.searchParams.set(name, value)
  return changed.href
}
