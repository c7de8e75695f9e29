import { getIntrospectionQuery } from 'graphql'
import type { Data } from '../helpers/start-app.ts'

export const JSON_TYPE = 'application/json'
export const RESPONSE_TYPE = 'application/graphql-response+json'

export interface Reply {
  status: number
  headers: Headers
  text: string
  /** Of the first error. */
  code: string | undefined
  data: Data
}

/** Sends a GraphQL request as it is given; a body that is a text goes as it is. */
export async function post(app: { url: string; key: string }, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.key}`, 'content-type': JSON_TYPE, accept: RESPONSE_TYPE, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return replyOf(response)
}

export async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text()
  const { data, errors, error } = parsed(text)
  return { status: response.status, headers: response.headers, text, code: errors?.[0]?.extensions?.code ?? error?.code, data }
}

function parsed(text: string): Data {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** A deep JSON text, for `JSON.stringify` recurses. */
export function deepJson(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
}

/** So many fields below each other. */
function nested(depth: number): string {
  const names = ['events', 'edges', 'node', ...Array.from({ length: depth - 4 }, (_, n) => (n % 2 === 0 ? 'tasks' : 'event'))]
  return `${names.map((name) => `{ ${name} `).join('')}{ id }${' }'.repeat(depth - 1)}`
}

/** Operations that are refused before anything of them is carried out, each with its code; each is a subscription's, too. */
export const REFUSED: readonly (readonly [what: string, code: string, query: string])[] = [
  ['31 aliases', 'TOO_MANY_ALIASES', `{ ${aliases(31)} }`],
  ['20,000 aliases', 'DOCUMENT_TOO_LARGE', `{ ${aliases(20_000)} }`],
  [
    'aliases that fragments multiply to 64',
    'TOO_MANY_ALIASES',
    `{ ${aliasesOf('...A', 4)} } fragment A on WebhookConnection { edges { node { ${Array.from({ length: 15 }, (_, n) => `n${n}: name`).join(' ')} } } }`,
  ],
  ['2,001 tokens', 'TOO_MANY_TOKENS', `{ ${'feedCursor '.repeat(1999)} }`],
  ['depth 11', 'TOO_DEEP', nested(11)],
  ['depth 11 by fragments', 'TOO_DEEP', `{ events { edges { node { ...A } } } } ${chain(4)}`],
  ['21 directives', 'TOO_MANY_DIRECTIVES', `{ feedCursor ${'@include(if: true) '.repeat(21)} }`],
  [
    'a fragment cycle',
    'FRAGMENT_CYCLE',
    '{ events { edges { node { ...A } } } } fragment A on WebhookEvent { id ...B } fragment B on WebhookEvent { ...A }',
  ],
  [
    'a fragment that spreads itself and is not used',
    'FRAGMENT_CYCLE',
    '{ feedCursor } fragment A on WebhookEvent { tasks { event { ...A } } }',
  ],
  ['a selection 5,000 deep', 'TOO_DEEP', `{ ${'a{'.repeat(500)}a${'}'.repeat(500)} }`],
  ['an input literal 900 deep', 'TOO_DEEP', `{ events(where: ${'{a:'.repeat(300)}1${'}'.repeat(300)}) { totalCount } }`],
  ['lists 900 deep', 'TOO_DEEP', `{ events(where: ${'['.repeat(900)}${']'.repeat(900)}) { totalCount } }`],
  [
    'a hundred webhooks with a hundred events each',
    'TOO_COSTLY',
    '{ webhooks(first: 100) { edges { node { events(first: 100) { edges { node { id } } } } } } }',
  ],
  ['a document of 70 kB', 'DOCUMENT_TOO_LARGE', `{ feedCursor } # ${'x'.repeat(70_000)}`],
]

/** Operations near the limits, and those that people and tools really send. */
export const ALLOWED: readonly (readonly [what: string, query: string])[] = [
  ['30 aliases', `{ ${aliases(30)} }`],
  ['depth 10', nested(10)],
  ['20 directives on different fields', `{ webhooks { ${'totalCount @include(if: true) '.repeat(20)} } }`],
  [
    'the introspection that GraphiQL sends',
    getIntrospectionQuery({ descriptions: true, specifiedByUrl: true, inputValueDeprecation: true, schemaDescription: true }),
  ],
  [
    'a hundred events with all that a page shows',
    '{ events(first: 100) { edges { cursor node { id eventType deliveryId status statusReason subject { title body actor actorTrust thread url } decisions { matched commandVersion command { id trigger } trace { path expected actual held } } actions { id kind status text attempts { number at error } } tasks { id agent status prompt } webhook { id name } } } pageInfo { hasNextPage endCursor } totalCount } }',
  ],
]

function aliases(count: number): string {
  return Array.from({ length: count }, (_, n) => `a${n}: feedCursor`).join(' ')
}

function aliasesOf(selection: string, count: number): string {
  return Array.from({ length: count }, (_, n) => `c${n}: webhooks { ${selection} }`).join(' ')
}

function chain(length: number): string {
  const names = 'ABCDEFGHIJ'.slice(0, length + 1).split('')
  return names
    .map((name, n) => `fragment ${name} on WebhookEvent { tasks { event { ${n < length ? `...${names[n + 1]}` : 'id'} } } }`)
    .join(' ')
}
