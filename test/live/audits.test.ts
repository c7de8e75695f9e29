import { type Audit, serverAudits } from 'graphql-http'
import { describe, expect, it } from 'vitest'
import { type LiveApp, startLive } from './helpers.ts'

// https://github.com/graphql/graphql-http: the requirements of the GraphQL over HTTP specification, each one an audit.
describe('GraphQL over HTTP', () => {
  it('does everything that the specification says a server MUST or SHOULD do', async () => {
    const app = await startLive()
    const withKey = (url: RequestInfo | URL, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${app.key}` } })
    const audits = serverAudits({ url: `${app.url}/graphql`, fetchFn: withKey })

    const results = await Promise.all(audits.map(async (audit) => ({ name: audit.name, ...(await resultOf(audit)) })))

    const required = results.filter(({ name }) => /^(MUST|SHOULD)/.test(name))
    const notices = results.filter(({ status }) => status !== 'ok')
    if (notices.length > 0)
      console.log(`${notices.length} of ${results.length} audits are notices:\n${notices.map(({ name }) => `  ${name}`).join('\n')}`)
    expect(results).toHaveLength(61)
    expect(required.filter(({ status }) => status !== 'ok')).toEqual([])
  })

  it.each<[string, number[], RequestInit & { query?: string }]>([
    ['a batch', [400], { body: '[{"query":"{ feedCursor }"},{"query":"{ feedCursor }"}]' }],
    ['a mutation by GET', [405], { method: 'GET', query: 'mutation { deleteWebhook(id: "x") { __typename } }' }],
    ['a form', [403, 415], { body: 'query=%7BfeedCursor%7D', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ['plain text', [403, 415], { body: '{"query":"{ feedCursor }"}', headers: { 'content-type': 'text/plain' } }],
    ['multipart', [403, 415], { body: form({ operations: '{"query":"{ feedCursor }"}', map: '{}' }), headers: {} }],
    [
      'multipart that reaches for a prototype',
      [403, 415],
      { body: form({ operations: '{"query":"{ feedCursor }"}', map: '{"0":["variables.__proto__.x"]}', 0: 'y' }), headers: {} },
    ],
    ['a field that does not exist', [400], { body: '{"query":"{ nonsense }"}' }],
    ['JSON that does not parse', [400], { body: '{"query":' }],
  ])('refuses %s: %j', async (_, statuses, { query, ...init }) => {
    const app = await startLive()

    const answer = await send(app, init, query)

    expect(statuses).toContain(answer.status)
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  it.each(['first: 1000000000', 'first: -1', 'first: 2, last: 1', 'first: 1, after: "forged"'])('refuses a page of %s', async (window) => {
    const app = await startLive()

    const answer = await send(app, { body: JSON.stringify({ query: `{ events(${window}) { edges { cursor } } }` }) })
    const { errors } = await answer.json()

    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT')
  })
})

async function resultOf(audit: Audit): Promise<{ status: string; reason?: string }> {
  const result = await audit.fn()
  return result.status === 'ok' ? { status: 'ok' } : { status: result.status, reason: result.reason }
}

function send(
  { url, key }: LiveApp,
  { headers = { 'content-type': 'application/json' }, ...init }: RequestInit,
  query?: string,
): Promise<Response> {
  const target = query === undefined ? `${url}/graphql` : `${url}/graphql?query=${encodeURIComponent(query)}`
  return fetch(target, {
    method: 'POST',
    ...init,
    headers: { ...(headers as Record<string, string>), accept: 'application/graphql-response+json', authorization: `Bearer ${key}` },
  })
}

function form(fields: Record<string, string>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}
