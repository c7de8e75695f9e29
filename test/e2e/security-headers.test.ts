import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { setSecurityHeaders } from '../../src/http/security-headers.ts'
import { startApp, type TestApp } from '../helpers/start-app.ts'

let app: TestApp
beforeAll(async () => void (app = await startApp()))
afterAll(() => app.close())

describe('every answer but a delivery’s', () => {
  const answers: [string, string, RequestInit?][] = [
    ['a health check', '/healthz'],
    ['the sign-in', '/sign-in'],
    ['its style sheet', '/sign-in.css'],
    ['a failed sign-in', '/sign-in', { method: 'POST', body: new URLSearchParams({ key: 'wrong' }) }],
    ['a question', '/questions/qst_1'],
    ['a list of REST', '/api/webhooks'],
    ['the REST page', '/api/docs'],
    ['a GraphQL answer', '/graphql', { method: 'POST', body: '{"query":"{ viewer { name } }"}' }],
    ['GraphiQL', '/graphql', { headers: { accept: 'text/html' } }],
    ['an event stream', '/graphql?query=subscription{changes{__typename}}', { headers: { accept: 'text/event-stream' } }],
    ['a page that is not there', '/nowhere'],
    ['a redirect', '/'],
  ]
  for (const [name, path, init] of answers) {
    it(`keeps browsers from framing, sniffing and telling others: ${name}`, async () => {
      const { headers } = await get(app, path, init)

      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      expect(headers.get('strict-transport-security')).toBeNull()
      const policy = directives(headers)
      expect(policy).toMatchObject({ 'default-src': "'none'", 'base-uri': "'none'", 'frame-ancestors': "'none'" })
      expect(policy['script-src'] ?? '').not.toContain('unsafe')
      expect(policy['style-src'] ?? '').not.toContain('unsafe')
    })
  }

  it('is kept by no cache, but the files of the REST page', async () => {
    for (const path of ['/sign-in', '/api/webhooks', '/graphql?query={viewer{name}}'])
      expect((await get(app, path)).headers.get('cache-control')).toBe('no-store')
    expect((await get(app, '/api/docs/swagger-ui.css')).headers.get('cache-control')).toContain('max-age')
  })
})

it('keeps browsers to https where the base URL is https', async () => {
  const server = createServer((_req, res) => {
    setSecurityHeaders(res, 'https://hooks.example.com')
    res.end()
  })
  onTestFinished(() => void server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')

  const { headers } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)

  expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
})

it('lets the one script of GraphiQL run, by its hash, and its style sheets count, by a nonce that is used once', async () => {
  const page = await get(app, '/graphql', { headers: { accept: 'text/html,application/xhtml+xml' } })
  const html = await page.text()

  const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script]) => script!)
  expect(scripts).toHaveLength(1)
  const hash = createHash('sha256').update(scripts[0]!).digest('base64')
  const policy = directives(page.headers)
  expect(policy['script-src']).toBe(`'sha256-${hash}'`)
  const [, nonce] = /<style nonce="([A-Za-z0-9+/]{22}==)">/.exec(html)!
  expect(policy['style-src']).toBe(`'nonce-${nonce}'`)
  expect(policy['style-src-attr']).toBe("'unsafe-inline'")
  const again = await get(app, '/graphql', { headers: { accept: 'text/html' } })
  expect(directives(again.headers)['style-src']).not.toBe(policy['style-src'])
  expect(html).not.toMatch(/<script [^>]*src|<link [^>]*href="http/)
})

async function get({ url, key }: TestApp, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, ...(path === '/graphql' && { 'content-type': 'application/json' }), ...init.headers }
  const abort = new AbortController()
  const response = await fetch(url + path, { redirect: 'manual', ...init, headers, signal: abort.signal })
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) abort.abort()
  return response
}

function directives(headers: Headers): Record<string, string> {
  const list = headers.get('content-security-policy')?.split('; ') ?? []
  return Object.fromEntries(list.map((one) => one.split(/ (.*)/s, 2)))
}
