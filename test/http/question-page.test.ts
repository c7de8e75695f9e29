import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { update } from '../../src/backends/database/database.ts'
import { createMemoryLimiter } from '../../src/backends/limiter/memory.ts'
import { questionRoutes } from '../../src/http/questions.ts'
import { signInRoutes } from '../../src/http/sign-in.ts'
import type { AskInput } from '../../src/registry/inputs.ts'
import { createApiKey } from '../../src/registry/keys.ts'
import { ask } from '../../src/registry/questions.ts'
import { createWebhook } from '../../src/registry/webhooks.ts'
import { storeIssue } from '../graphql/occasion.ts'
import { admin, createTestRegistry } from '../helpers/registry.ts'

const own = { host: 'hooks.example.com', origin: 'https://hooks.example.com', 'sec-fetch-site': 'same-origin' }
const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
const browser = { accept: 'text/html' }

describe('the page of a question', () => {
  it('shows the question, what it is about and who is asked', async () => {
    const { get } = await setUp(
      { answerers: ['ada', 'bob'], timeoutSeconds: 3600 },
      { title: 'The bug', url: 'https://github.com/octo/app/issues/12' },
    )

    const { status, html, headers } = await get()

    expect(status).toBe(200)
    expect(html).toContain('<a href="https://github.com/octo/app/issues/12" rel="noopener noreferrer">The bug</a>')
    for (const text of ['Shall I?', 'ada, bob', 'Open until', 'name="viewport"']) expect(html).toContain(text)
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';(?!.*(unsafe|script))/)
    expect(html).not.toMatch(/<script|<style|style=|onclick/)
  })

  it.each([
    ['TEXT', {}, /<textarea[^>]* name="answer"[^>]* required>/],
    ['CHOICE', { options: ['left', 'right'] }, /<input type="radio" name="answer" value="left" required>[\s\S]*value="right" required>/],
    ['APPROVAL', {}, /<button name="answer" value="approve">Approve<\/button>\s*<button name="answer" value="reject">Reject<\/button>/],
    ['APPROVAL', { options: ['ship it', 'hold'] }, /<button name="answer" value="ship it">ship it<\/button>/],
  ] as const)('has for %s %j what answers it without a script', async (kind, more, form) => {
    const { get } = await setUp({ kind, ...more })

    expect((await get()).html).toMatch(form)
  })

  it('prints hostile text as text, and links to nothing but the web', async () => {
    const question = { question: HOSTILE, kind: 'CHOICE', options: [HOSTILE, 'other'], answerers: [HOSTILE] } as const
    const { get, post } = await setUp(question, { title: HOSTILE, url: 'javascript:alert(1)' })

    const open = await get()
    await post({ answer: HOSTILE })
    const closed = await get()

    expect(closed.html).toContain('Answered by me')
    for (const { html } of [open, closed]) {
      expect(html).not.toMatch(/<script|<img|javascript:/)
      expect(html).toContain('&lt;script&gt;')
    }
  })

  it('keeps what was typed where it is not taken, as text', async () => {
    const { post, stored } = await setUp({})

    const { status, html } = await post({ answer: `</textarea><script>${'x'.repeat(10_000)}` })

    expect(status).toBe(400)
    expect(html).toContain('&lt;/textarea&gt;&lt;script&gt;')
    expect(html).not.toContain('<script')
    expect((await stored()).status).toBe('OPEN')
  })

  it('answers by POST alone: neither GET nor HEAD does, whatever their query says', async () => {
    const { app, path, cookie, stored } = await setUp({ kind: 'APPROVAL' })

    for (const method of ['GET', 'HEAD'])
      expect((await app.request(`${path}?answer=approve`, { method, headers: { cookie, ...own } })).status).toBe(200)
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      expect((await app.request(path, { method, headers: { cookie, ...own } })).status).toBe(404)

    expect(await stored()).toMatchObject({ status: 'OPEN', answer: null })
  })

  it('shows who answered, also to the one who came second', async () => {
    const { get, post, stored, signIn } = await setUp({ kind: 'APPROVAL' })
    const second = await signIn('eve')

    const first = await post({ answer: 'approve' })
    const late = await post({ answer: 'reject' }, { cookie: second })

    expect([first.status, first.headers.get('location')]).toEqual([303, `/questions/${(await stored()).questionId}`])
    expect(late.status).toBe(409)
    expect(late.html).toContain('answered already by me: approve')
    expect((await get()).html).toMatch(/Answered by me, <time[\s\S]*approve/)
    expect((await get()).html).not.toContain('<form')
    expect(await stored()).toMatchObject({ answer: 'approve', answeredBy: 'me', answeredVia: 'page' })
  })

  it.each([
    ['another site', { ...own, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another site that hides where it comes from', { host: own.host, origin: 'null' }],
    ['a site beside it', { ...own, 'sec-fetch-site': 'same-site' }],
    ['nobody says where', { host: own.host }],
  ])('takes no answer from %s', async (_who, headers) => {
    const { post, stored } = await setUp({ kind: 'APPROVAL' })

    const { status } = await post({ answer: 'approve' }, { headers })

    expect(status).toBe(403)
    expect((await stored()).status).toBe('OPEN')
  })

  it('sends who is not signed in to where that is done, and back again', async () => {
    const { app, path, key, post, stored } = await setUp({})

    const shown = await app.request(path, { headers: browser })
    const form = await (await app.request(shown.headers.get('location')!)).text()
    const signedIn = await app.request('/sign-in', { method: 'POST', headers: own, body: new URLSearchParams({ key, next: path }) })
    const failed = await app.request('/sign-in', { method: 'POST', headers: own, body: new URLSearchParams({ key: 'wrong', next: path }) })
    const answer = await post({ answer: 'yes' }, { cookie: '' })

    expect([shown.status, shown.headers.get('location')]).toEqual([302, `/sign-in?next=${encodeURIComponent(path)}`])
    expect(form).toContain(`<input type="hidden" name="next" value="${path}">`)
    expect(await failed.text()).toContain(`name="next" value="${path}"`)
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, path])
    expect([answer.status, answer.html.includes('Sign in')]).toEqual([401, true])
    expect((await stored()).status).toBe('OPEN')
  })

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/questions/../graphql',
    '/questions/qst_1/../..',
    '/questions/qst_1"',
  ])('is where a sign-in leads back to, and nowhere that is no plain path of this server: not %s', async (next) => {
    const { app, key } = await setUp({})

    const signedIn = await app.request('/sign-in', { method: 'POST', headers: own, body: new URLSearchParams({ key, next }) })

    expect(signedIn.headers.get('location')).toBe('/')
  })

  it.each([
    ['VIEWER', {}, 200, 403],
    ['AGENT', { agent: 'planner' }, 404, 403],
    ['OPERATOR', { webhookIds: ['other'] }, 404, 404],
  ] as const)('for a %s key %j: %i to read, %i to answer', async (role, more, read, answer) => {
    const { get, post, signIn, stored } = await setUp({})
    const cookie = await signIn('other', { role, ...more } as Parameters<typeof signIn>[1])

    const shown = await get(cookie)

    expect([shown.status, (await post({ answer: 'yes' }, { cookie })).status]).toEqual([read, answer])
    expect(shown.html).not.toContain('<form')
    expect((await stored()).status).toBe('OPEN')
  })

  it('tells the audit of each answer that was refused for want of rights, by whom and what about', async () => {
    const { app, path, post, signIn, registry, cookie } = await setUp({ kind: 'APPROVAL' })
    const viewer = await signIn('looks only', { role: 'VIEWER' })
    const agent = await signIn('a program', { role: 'AGENT', agent: 'planner' })
    const foreign = { ...own, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }

    await post({ answer: 'approve' }, { cookie: viewer })
    await post({ answer: 'approve' }, { cookie: agent })
    await post({ answer: 'approve' }, { headers: foreign })
    // What only looks, has no rights to lack, or is refused for what it says, is no entry.
    await app.request(path, { headers: { cookie: viewer, ...foreign } })
    await post({ answer: 'approve' }, { cookie: '' })
    await post({ answer: '' }, { cookie })

    await registry.db.write([])
    const rows = await registry.db.read(`SELECT actor, subject, detail_json AS detail FROM audit_log WHERE verb = 'refused' ORDER BY seq`)
    expect(rows.map(({ detail, ...row }) => ({ ...row, ...JSON.parse(String(detail)) }))).toEqual(
      [
        ['looks only', expect.stringContaining('VIEWER')],
        ['a program', expect.stringContaining('a person answers')],
        ['me', expect.stringContaining('only from the pages of this server')],
      ].map(([actor, reason]) => ({ actor, subject: `POST ${path}`, code: 'forbidden', reason })),
    )
  })

  it('has no form after the time is up, or when the question was taken back', async () => {
    const { registry, get, post, stored } = await setUp({ timeoutSeconds: 60 })
    registry.pass(60_000)
    const over = await get()
    const late = await post({ answer: 'yes' })
    await registry.db.write([update('questions', { status: 'CANCELLED' }, { question_id: (await stored()).questionId })])
    const cancelled = await get()

    expect([over.html, late.html].map((html) => html.includes('The time for an answer is up'))).toEqual([true, true])
    expect(cancelled.html).toContain('taken back')
    expect([over, late, cancelled].map(({ html }) => html.includes('<form'))).toEqual([false, false, false])
  })

  it('says that there is no such question', async () => {
    const { app, cookie } = await setUp({})

    const answer = await app.request('/questions/qst_nothing', { headers: { cookie } })

    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8'])
  })

  it('takes its style from this server', async () => {
    const { app } = await setUp({})

    const css = await app.request('/question.css')

    expect(css.headers.get('content-type')).toContain('text/css')
    expect(await css.text()).toContain('color-scheme: light dark')
  })
})

type Asked = { readonly [Field in keyof AskInput]?: AskInput[Field] | Readonly<AskInput[Field]> }

async function setUp(question: Asked, subject: { title?: string; url?: string } = {}) {
  const registry = await createTestRegistry()
  await createWebhook(registry, admin, { id: 'hook', name: 'x', provider: 'github' })
  const about = { title: 'A bug', body: null, actor: 'ada', actorTrust: 'MEMBER', thread: 'octo/app#12', url: null, ...subject }
  const eventId = await storeIssue({ registry }, 'hook', { subjectJson: JSON.stringify(about) })
  const id = await ask(registry, admin, { eventId, question: 'Shall I?', ...question } as AskInput)
  const limiter = createMemoryLimiter()
  const app = new Hono().route('/', signInRoutes({ registry, limiter })).route('/', questionRoutes({ registry }))
  const path = `/questions/${id}`
  const { key, cookie } = await signedIn('me', {})
  const stored = () => registry.db.prisma.question.findUniqueOrThrow({ where: { questionId: id } })
  return {
    registry,
    app,
    path,
    key,
    cookie,
    stored,
    get,
    post,
    signIn: async (...who: Parameters<typeof signedIn>) => (await signedIn(...who)).cookie,
  }

  async function signedIn(name: string, more: Partial<Parameters<typeof createApiKey>[2]> = {}) {
    const made = await createApiKey(registry, admin, { name, role: 'OPERATOR', ...more })
    const session = await app.request('/sign-in', { method: 'POST', headers: own, body: new URLSearchParams({ key: made.key }) })
    return { key: made.key, cookie: session.headers.get('set-cookie')!.split(';')[0]! }
  }

  async function get(by = cookie) {
    return read(await app.request(path, { headers: { cookie: by, ...browser } }))
  }

  async function post(
    form: Record<string, string>,
    { headers = own, cookie: by = cookie }: { headers?: Record<string, string>; cookie?: string } = {},
  ) {
    return read(await app.request(path, { method: 'POST', headers: { cookie: by, ...headers }, body: new URLSearchParams(form) }))
  }
}

async function read(response: Response) {
  return { status: response.status, headers: response.headers, html: await response.text() }
}
