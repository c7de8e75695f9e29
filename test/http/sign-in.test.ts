import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { createMemoryLimiter } from '../../src/backends/limiter/memory.ts'
import { knowAddress } from '../../src/http/authenticate.ts'
import { restRoutes } from '../../src/http/rest/routes.ts'
import { signInRoutes } from '../../src/http/sign-in.ts'
import { createApiKey } from '../../src/registry/keys.ts'
import { makeSignInLink } from '../../src/registry/sessions.ts'
import { admin, createTestRegistry } from '../helpers/registry.ts'

const own = { host: 'hooks.example.com', origin: 'https://hooks.example.com' }
const foreign = { host: 'hooks.example.com', origin: 'https://evil.example' }

describe('/sign-in', () => {
  it('shows a form, or a button for a link, and neither script nor style inside', async () => {
    const { app, link } = await setUp()

    const form = await app.request('/sign-in')
    const button = await (await app.request(`/sign-in?token=${link}`)).text()

    expect(form.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await form.text()).toContain('name="key"')
    expect(button).toContain(`value="${link}"`)
    expect(button).not.toMatch(/<script|<style|style=|onclick/)
    expect((await app.request('/sign-in.css')).headers.get('content-type')).toContain('text/css')
  })

  it('keeps its headers to its own pages', async () => {
    const { app } = await setUp()
    const parent = new Hono().route('/', app).get('/other', (c) => c.text('other'))

    expect((await parent.request('/sign-in')).headers.get('content-security-policy')).not.toBeNull()
    expect((await parent.request('/other')).headers.get('content-security-policy')).toBeNull()
  })

  it('never signs in by GET', async () => {
    const { app, link, post } = await setUp()

    const shown = await app.request(`/sign-in?token=${link}`)

    expect(shown.headers.get('set-cookie')).toBeNull()
    expect((await post({ token: link })).status).toBe(303)
  })

  it('prints no token that cannot be one', async () => {
    const { app } = await setUp()

    expect(await (await app.request('/sign-in?token=%22%3E%3Cscript%3E')).text()).not.toContain('script')
  })

  it('opens a session with a key, in a cookie that scripts cannot read', async () => {
    const { post, key } = await setUp()

    const response = await post({ key })

    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
    expect(response.headers.get('set-cookie')).toMatch(
      /^hookline_session=hs_[\w-]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  })

  it('opens a session with a link once', async () => {
    const { post, link } = await setUp()

    expect((await post({ token: link })).status).toBe(303)
    const again = await post({ token: link })

    expect(again.status).toBe(401)
    expect(await again.text()).toContain('was used')
  })

  it('looks at no further key of an address after ten failures in a quarter of an hour', async () => {
    const { post, key } = await setUp()
    for (let i = 0; i < 10; i++) expect((await post({ key: 'wrong' })).status).toBe(401)

    expect((await post({ key: 'wrong' })).status).toBe(429)
    const right = await post({ key })

    expect(right.status).toBe(429)
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(14 * 60)
    expect(Number(right.headers.get('retry-after'))).toBeLessThanOrEqual(15 * 60)
    expect((await post({ key }, { from: '192.0.2.2' })).status).toBe(303)
  })

  it('is not to be filled in by another site', async () => {
    const { post, key } = await setUp()

    expect((await post({ key }, { headers: foreign })).status).toBe(403)
    expect((await post({ key }, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
    expect((await post({ key }, { headers: own })).status).toBe(303)
  })
})

describe('a session', () => {
  it('reads from anywhere, but changes things only from our own pages', async () => {
    const { api, cookie } = await setUp()
    const create = (headers: Record<string, string>) =>
      api.request('/api/webhooks', { method: 'POST', headers: { cookie, ...headers }, body: '{"name":"x","provider":"github"}' })

    expect((await api.request('/api/webhooks', { headers: { cookie } })).status).toBe(200)
    expect((await create({})).status).toBe(403)
    expect((await create(foreign)).status).toBe(403)
    expect((await create({ ...own, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await create(own)).status).toBe(201)
    expect((await create({ 'sec-fetch-site': 'same-origin' })).status).toBe(201)
    expect((await create({ host: 'localhost:8000', origin: 'http://localhost:8000' })).status).toBe(201)
  })

  it('ends by signing out', async () => {
    const { app, api, cookie } = await setUp()

    const response = await app.request('/sign-out', { method: 'POST', headers: { cookie, ...own } })

    expect(response.headers.get('set-cookie')).toMatch(/^hookline_session=; Max-Age=0/)
    expect((await api.request('/api/webhooks', { headers: { cookie } })).status).toBe(401)
  })
})

async function setUp() {
  const registry = await createTestRegistry()
  const { key, apiKey } = await createApiKey(registry, admin, { name: 'me', role: 'ADMIN' })
  const link = await makeSignInLink(registry, apiKey.keyId)
  const app = new Hono()
    .use(knowAddress((c) => c.req.header('x-test-address') ?? ''))
    .route('/', signInRoutes({ registry, limiter: createMemoryLimiter() }))
  const post = async (
    form: Record<string, string>,
    { from = '192.0.2.1', headers = {} }: { from?: string; headers?: Record<string, string> } = {},
  ) => app.request('/sign-in', { method: 'POST', body: new URLSearchParams(form), headers: { 'x-test-address': from, ...headers } })
  const cookie = (await post({ key }, { from: '192.0.2.9' })).headers.get('set-cookie')!.split(';')[0]!
  return { app, api: restRoutes({ registry }), key, link, post, cookie }
}
