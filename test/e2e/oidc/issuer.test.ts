import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Misdeeds, startHostileIssuer } from '../../fakes/hostile-issuer.ts'
import { startFakeIssuer } from '../../fakes/issuer.ts'
import { openBrowser } from '../../helpers/browser.ts'
import { startApp } from '../../helpers/start-app.ts'
import { ask, audited, CALLBACK, environment, OIDC, SLOW_START_MS } from './set-up.ts'

describe('an issuer that cannot be asked', () => {
  it(
    'stops neither the start nor readiness nor keys, is asked once for many, and again a little later',
    async () => {
      const issuer = await startFakeIssuer()
      const app = await startApp({ env: environment(issuer.url) })
      onTestFinished(async () => {
        await app.close()
        await issuer.close()
      })
      expect(issuer.asked).toEqual([])
      expect((await fetch(`${app.url}/readyz`)).status).toBe(200)
      expect((await app.graphql('{ viewer { role } }')).viewer.role).toBe('ADMIN')

      const pages = await Promise.all(Array.from({ length: 5 }, () => openBrowser().get(app.url + OIDC)))

      expect(pages.map(({ status }) => status)).toEqual(Array(5).fill(503))
      expect(pages[0]!.text).toContain('<code>oidc_unavailable</code>')
      expect(pages[0]!.text).toContain('name="key"')
      expect(issuer.asked).toEqual(['/.well-known/openid-configuration'])
      expect(app.log.at(-1)).toMatchObject({ code: 'oidc_unavailable', reason: expect.stringContaining('HTTP') })
      await issuer.serve({ redirectUri: app.url + CALLBACK })
      issuer.person = { id: 'ada', account: { groups: ['staff'] } }
      await wait(3100)
      expect((await openBrowser().get(app.url + OIDC, `${app.url}/`)).status).toBe(303)
      expect((await openBrowser().get(app.url + OIDC, `${app.url}/`)).status).toBe(303)
      expect(issuer.asked.filter((path) => path.startsWith('/.well-known/'))).toHaveLength(2)
    },
    SLOW_START_MS,
  )

  it.each<[string, Misdeeds]>([
    ['says that it is another one', { metadata: { issuer: 'https://evil.example' } }],
    ['names addresses that may not be asked', { metadata: { token_endpoint: 'http://169.254.169.254/token' } }],
    ['has no page to sign in on', { metadata: { authorization_endpoint: undefined } }],
  ])('is one that %s', async (_, does) => {
    const issuer = await startHostileIssuer()
    issuer.does = does
    const app = await startApp({ env: environment(issuer.url) })
    onTestFinished(async () => {
      await app.close()
      await issuer.close()
    })

    const page = await openBrowser().get(app.url + OIDC, `${app.url}/`)

    expect([page.status, /<code>(\w+)</.exec(page.text)?.[1]]).toEqual([503, 'oidc_unavailable'])
    await expect.poll(() => audited(app, 'sign_in.failed')).toMatchObject([{ detail: { code: 'oidc_unavailable' } }])
  })
})

it(
  'ends the sessions of an issuer that is not trusted any more when the server starts',
  async () => {
    const DATA_DIR = mkdtempSync(path.join(tmpdir(), 'hookline-app-'))
    onTestFinished(() => rmSync(DATA_DIR, { recursive: true }))
    const issuer = await startHostileIssuer()
    const first = await startApp({ env: { ...environment(issuer.url), DATA_DIR } })
    const browser = openBrowser()
    await browser.get(first.url + OIDC, `${first.url}/`)
    expect((await ask(first, browser, '{ viewer { name } }')).data.viewer.name).toBe('Mallory')
    await first.close()

    const second = await startApp({ env: { DATA_DIR } })
    onTestFinished(async () => {
      await second.close()
      await issuer.close()
    })

    expect(await ask(second, browser, '{ viewer { name } }')).toMatchObject({ error: { code: 'unauthenticated' } })
    expect((await openBrowser().get(second.url + OIDC)).status).toBe(404)
    expect((await openBrowser().get(`${second.url}/sign-in`)).text).not.toContain('Sign in with')
  },
  SLOW_START_MS,
)
