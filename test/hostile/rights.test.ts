import { type GraphQLObjectType, getNamedType, isLeafType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import type { Role } from '../../src/model/viewer.ts'
import { type Data, startApp, type TestApp } from '../helpers/start-app.ts'
import { type Ids, MUTATIONS, QUERIES, REST, type Row, SUBSCRIPTIONS } from './rights-table.ts'
import { makeKeys, makeThings } from './things.ts'

type Caller = Role | 'nobody'
const CALLERS: readonly Caller[] = ['nobody', 'VIEWER', 'AGENT', 'OPERATOR', 'ADMIN']

let app: TestApp
let ids: Ids
let keys: Record<Role, string>

beforeAll(async () => {
  app = await startApp({ env: { KEY_REQUESTS_PER_MINUTE: '0' } })
  ids = await makeThings(app, 'hook')
  keys = await makeKeys(app)
})
afterAll(() => app.close())

describe.each([
  ['query', schema.getQueryType()!, QUERIES],
  ['mutation', schema.getMutationType()!, MUTATIONS],
  ['subscription', schema.getSubscriptionType()!, SUBSCRIPTIONS],
] as const)('the table of rights, each %s', (operation, type, rows) => {
  it('has a row', () => {
    expect(Object.keys(rows).sort()).toEqual(Object.keys(type.getFields()).sort())
  })

  it.each(cells(rows))('%s: %s %s', async (name, caller, expected) => {
    const query = `${operation} { result: ${name}${argsOf(asSentBy(caller, rows[name]!))} ${selectionOf(type, name)} }`

    expect(await askGraphql(query, caller)).toBe(expected)
  })
})

describe('the table of rights, each path of the REST API', () => {
  it('has a row', async () => {
    const { body } = await app.rest('GET', '/api/openapi.json')
    const paths = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )

    expect(Object.keys(REST).sort()).toEqual(paths.sort())
  })

  it.each(cells(REST))('%s: %s %s', async (name, caller, expected) => {
    const [method, path] = name.split(' ') as [string, string]

    expect(await askRest(method, path, asSentBy(caller, REST[name]!), caller)).toBe(expected)
  })

  it.each(['/api/openapi.json', '/api/docs', '/api/docs/start.js', '/api/nowhere'])('%s is nothing without a key', async (path) => {
    expect((await fetch(app.url + path)).status).toBe(401)
  })
})

/** A cell for each caller. Those who may not come first: what others change is still there then. */
function cells(rows: Record<string, Row>): [string, Caller, string][] {
  return Object.entries(rows).flatMap(([name, row]) =>
    CALLERS.map((caller): [string, Caller, string] => [name, caller, expectedFor(caller, row)]),
  )
}

function expectedFor(caller: Caller, { may, proposes }: Row): string {
  if (caller === 'nobody') return 'unauthenticated'
  if (caller === 'AGENT' && proposes !== undefined) return 'proposed'
  return may.includes(caller) ? 'allowed' : 'forbidden'
}

function asSentBy(caller: Caller, row: Row): Row {
  return caller === 'AGENT' && row.proposes !== undefined ? { ...row, args: row.proposes } : row
}

async function askGraphql(query: string, caller: Caller): Promise<string> {
  const abort = new AbortController()
  const accept = query.startsWith('subscription') ? 'text/event-stream' : 'application/json'
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { ...keyOf(caller), accept, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: abort.signal,
  })
  if (response.status === 401) return 'unauthenticated'
  const answer = accept === 'application/json' ? await response.json() : await firstMessage(response)
  abort.abort()
  return verdictOf(answer)
}

function verdictOf({ data, errors }: Data): string {
  const code = errors?.[0]?.extensions?.code
  if (code === 'FORBIDDEN' || data?.result?.__typename === 'Forbidden') return 'forbidden'
  if (data?.result?.__typename === 'Proposed') return 'proposed'
  if (['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'INTERNAL_SERVER_ERROR'].includes(code)) return JSON.stringify(errors)
  return 'allowed'
}

async function firstMessage(response: Response): Promise<Data> {
  const reader = response.body!.getReader()
  let text = ''
  for (;;) {
    const { value, done } = await reader.read()
    text += value ? Buffer.from(value).toString() : ''
    const [, message] = /^data: (.+)$/m.exec(text) ?? []
    if (message) return JSON.parse(message)
    if (done) throw new Error(`The stream ended with: ${text}`)
  }
}

async function askRest(method: string, path: string, { args }: Row, caller: Caller): Promise<string> {
  const id = args?.startsWith('$') ? filled(args) : 'absent-thing'
  const { status } = await fetch(app.url + path.replace('{id}', id).replace('{cmd_id}', ids.command), {
    method,
    headers: { ...keyOf(caller), 'content-type': 'application/json' },
    body: method === 'GET' ? undefined : JSON.stringify(bodyFor(path)),
  })
  if (status === 401) return 'unauthenticated'
  if (status === 403) return 'forbidden'
  if (status === 202) return 'proposed'
  return status < 500 ? 'allowed' : `it was answered ${status}`
}

/** What a request has to say before it is asked who says it. */
function bodyFor(path: string): object {
  const said = { ask: { question: 'x' }, comment: { message: 'x' }, respond: { response: 'x' }, forward: { target: ids.webhook } }
  const [, verb] = /\/(ask|comment|respond|forward)$/.exec(path) ?? []
  if (verb) return { event_id: ids.event, ...said[verb as keyof typeof said] }
  if (path.endsWith('/answer')) return { answer: 'x' }
  if (path.includes('/commands')) return { trigger: 'never', action: 'create_task', agent: 'planner' }
  if (path === '/api/webhooks') return { name: 'Another', provider: 'github' }
  return path === '/api/webhooks/{id}' ? { name: 'Another name' } : {}
}

function keyOf(caller: Caller): Record<string, string> {
  return caller === 'nobody' ? {} : { authorization: `Bearer ${keys[caller]}` }
}

function argsOf({ args }: Row): string {
  return args === undefined ? '' : `(${filled(args)})`
}

function filled(text: string): string {
  return text.replace(/\$(\w+)/g, (_, name: keyof Ids) => ids[name])
}

function selectionOf(type: GraphQLObjectType, name: string): string {
  return isLeafType(getNamedType(type.getFields()[name]!.type)) ? '' : '{ __typename }'
}
