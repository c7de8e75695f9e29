import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from '../../helpers/browser.ts'
import { makeThings } from '../../hostile/things.ts'
import { ADA, ask, audited, BOB, OIDC, type Signing, SLOW_START_MS, startSigning } from './set-up.ts'

describe('signing in through an issuer', () => {
  let signing: Signing
  beforeAll(async () => void (signing = await startSigning()), SLOW_START_MS)
  afterAll(() => signing.close())

  it('is a link on the sign-in page, which keeps where it was to lead', async () => {
    const { app } = signing

    const page = await openBrowser().get(`${app.url}/sign-in?next=/questions/qst_1`)

    expect(page.text).toContain('<a class="issuer" href="/sign-in/oidc?next=%2Fquestions%2Fqst_1">Sign in with Acme</a>')
    expect(page.text).toContain('name="key"')
  })

  it('asks the issuer with PKCE, a state and a nonce that are new each time', async () => {
    const { app, issuer } = signing
    const ways = await Promise.all([0, 1].map(async () => (await openBrowser().get(app.url + OIDC, issuer.url)).url))

    const [asked, again] = ways.map((url) => Object.fromEntries(new URL(url).searchParams))

    expect(asked).toMatchObject({
      response_type: 'code',
      client_id: 'hookline',
      redirect_uri: `${app.url}/sign-in/oidc/callback`,
      scope: 'openid email profile groups',
      code_challenge_method: 'S256',
    })
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(asked![name]).toMatch(/^[\w-]{43}$/)
      expect(asked![name]).not.toBe(again![name])
    }
  })

  it('makes a session of the person, with the highest role of the groups', async () => {
    const { app, signIn } = signing

    const { browser, page } = await signIn('ada-1', ADA)
    const { data } = await ask(app, browser, '{ viewer { name role agent } }')

    expect(page.url).toBe(`${app.url}/`)
    expect(data.viewer).toEqual({ name: 'Ada Lovelace', role: 'ADMIN', agent: null })
    expect(browser.setCookies.at(-1)).toMatch(/^hookline_session=hp_[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(browser.setCookies[0]).toMatch(/^hookline_oidc=v1\.[\w.-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(browser.cookies.has('hookline_oidc')).toBe(false)
  })

  it('is in the audit, as is what the person does, by the name and the verified e-mail', async () => {
    const { app, issuer, signIn } = signing
    const { browser } = await signIn('ada-1', ADA)

    await ask(app, browser, 'mutation { createWebhook(input: { id: "by-ada", name: "x", provider: GITHUB }) { __typename } }')

    const [entry] = await audited(app, 'sign_in')
    expect(entry).toMatchObject({ actor: 'Ada Lovelace <ada@example.com>', subject: expect.stringMatching(/^per_/) })
    expect(entry.detail).toMatchObject({ issuer: `${issuer.url}/`, subject: 'ada-1', email: 'ada@example.com', role: 'ADMIN' })
    expect(entry.detail.address).toMatch(/^192\.0\.2\./)
    expect(await audited(app, 'webhook.create')).toMatchObject([{ actor: 'Ada Lovelace <ada@example.com>', subject: 'by-ada' }])
  })

  it('takes an e-mail that is not verified for none, and the role of the group all the same', async () => {
    const { app, signIn } = signing

    const { browser } = await signIn('bob-1', BOB)
    const { data } = await ask(app, browser, '{ viewer { name role } people { name } }')

    expect(data).toBeNull()
    expect((await ask(app, browser, '{ viewer { name role } }')).data.viewer).toEqual({ name: 'Bob', role: 'OPERATOR' })
    const { people } = await app.graphql('{ people { name email subject role openSessions } }')
    expect(people).toContainEqual({ name: 'Bob', email: null, subject: 'bob-1', role: 'OPERATOR', openSessions: 1 })
    expect((await audited(app, 'sign_in'))[0].actor).toBe('Bob <bob-1>')
  })

  it('leads back to the question that it began at, which is answered in the name of the person, without the address', async () => {
    const { app, signIn } = signing
    const { question } = await makeThings(app, 'hook')
    const { browser, page } = await signIn('ada-1', ADA, `/questions/${question}`)

    const answered = await ask(app, browser, `mutation { answerQuestion(id: "${question}", answer: "Both") { __typename } }`)

    expect(page.url).toBe(`${app.url}/questions/${question}`)
    expect(answered.data.answerQuestion.__typename).toBe('AnswerQuestionPayload')
    expect(await app.graphql(`{ question(id: "${question}") { answer answeredBy } }`)).toEqual({
      question: { answer: 'Both', answeredBy: 'Ada Lovelace' },
    })
  })

  it.each(['https://evil.example/', '//evil.example/', '/sign-out', '/questions/qst_1/../../x'])('leads to no %s', async (next) => {
    const { app, signIn } = signing

    expect((await signIn('ada-1', ADA, next)).page.url).toBe(`${app.url}/`)
  })

  it('lets nobody in who has no role, and ends the sessions from when there was one', async () => {
    const { app, signIn } = signing
    const { browser } = await signIn('carl', { ...BOB, name: 'Carl' })

    const { browser: later, page } = await signIn('carl', { ...BOB, name: 'Carl', groups: ['*', 'guests'] })

    expect([page.status, page.url.split('?')[0]]).toEqual([403, `${app.url}/sign-in/oidc/callback`])
    expect(page.text).toMatch(/role="alert">You have no role here[^<]* <code>oidc_no_role</)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(later.cookies.has('hookline_session')).toBe(false)
    expect(await ask(app, browser, '{ viewer { name } }')).toMatchObject({ error: { code: 'unauthenticated' } })
    // What is refused is not waited for.
    await expect
      .poll(async () => (await audited(app, 'sign_in.failed'))[0])
      .toMatchObject({ actor: 'Carl <carl>', detail: { code: 'oidc_no_role', reason: expect.any(String) } })
    expect(app.log.at(-1)).toMatchObject({ msg: 'sign-in refused', code: 'oidc_no_role', status: 403 })
  })

  it('says so where the person refuses at the issuer, in none of the words that the issuer sends', async () => {
    const { app, issuer } = signing
    issuer.person = null

    const page = await openBrowser().get(app.url + OIDC)

    expect(page.status).toBe(403)
    expect(page.text).toContain('Acme has not signed you in (access_denied) <code>oidc_denied</code>')
    expect(page.text).not.toContain('No</b>')
  })

  it('ends by signing out', async () => {
    const { app, signIn } = signing
    const { browser } = await signIn('ada-1', ADA)
    const cookie = `hookline_session=${browser.cookies.get('hookline_session')}`

    await fetch(`${app.url}/sign-out`, { method: 'POST', headers: { cookie, origin: app.url }, redirect: 'manual' })

    expect(await ask(app, browser, '{ viewer { name } }')).toMatchObject({ error: { code: 'unauthenticated' } })
  })

  it('is ended everywhere by an admin, and by nobody else', async () => {
    const { app, signIn } = signing
    const { browser } = await signIn('dora', { ...ADA, name: 'Dora', groups: ['staff'] })
    const { people } = await app.graphql('{ people { id name openSessions } }')
    const { id } = people.find(({ name }: { name: string }) => name === 'Dora')
    const end = `mutation { endSessions(personId: "${id}") { ... on EndSessionsPayload { person { openSessions } } ... on Error { code } } }`

    expect((await ask(app, browser, end)).data.endSessions).toEqual({ code: 'forbidden' })
    expect(await app.graphql(end)).toEqual({ endSessions: { person: { openSessions: 0 } } })

    expect(await ask(app, browser, '{ viewer { name } }')).toMatchObject({ error: { code: 'unauthenticated' } })
    expect(await audited(app, 'sessions.end')).toMatchObject([{ subject: id, detail: { name: 'Dora', sessions: 1 } }])
    expect(await app.graphql(`{ node(id: "${id}") { ... on Person { name } } }`)).toEqual({ node: { name: 'Dora' } })
  })
})

it(
  'signs in as a public client, by e-mail addresses, where there is no secret and no group',
  async () => {
    const env = { OIDC_CLIENT_SECRET: '', OIDC_ROLE_CLAIM: '', OIDC_ROLES: '*=VIEWER', OIDC_EMAILS: '@example.com, eve@example.org' }
    const { app, signIn, close } = await startSigning({ env, secret: null })

    const { browser } = await signIn('ada-1', ADA)
    const refused = [
      await signIn('bob-1', BOB),
      await signIn('eve', { ...ADA, email: 'eve@example.net' }),
      await signIn('sub', { ...ADA, email: 'eve@sub.example.com' }),
    ].map(({ page }) => [page.status, /<code>(\w+)</.exec(page.text)?.[1]])

    expect((await ask(app, browser, '{ viewer { role } }')).data.viewer.role).toBe('VIEWER')
    expect(refused).toEqual([
      [403, 'oidc_email_not_verified'],
      [403, 'oidc_email_not_allowed'],
      [403, 'oidc_email_not_allowed'],
    ])
    await close()
  },
  SLOW_START_MS,
)
