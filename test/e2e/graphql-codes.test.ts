import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Data, startApp, type TestApp } from '../helpers/start-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

it.each([
  ['an operation that cannot be read', '{ nope ', {}, 'GRAPHQL_PARSE_FAILED'],
  ['a field that there is not', '{ nope }', {}, 'GRAPHQL_VALIDATION_FAILED'],
  ['a word that is none of an enum', '{ webhooks(provider: NOPE) { totalCount } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
  ['the same as a variable', 'query ($p: Provider) { webhooks(provider: $p) { totalCount } }', { p: 'NOPE' }, 'BAD_USER_INPUT'],
])('%s has a stable code', async (_, query, variables, code) => {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })

  const { errors } = (await response.json()) as Data
  expect(errors[0].extensions).toEqual({ code })
})
