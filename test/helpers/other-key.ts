import type { Data, TestApp } from './start-app.ts'

/** Runs an operation whose only field is `result`, with a key of its own; answers that field. */
export async function askWithKey(app: TestApp, key: object, query: string, variables: object = {}): Promise<Data> {
  const { createApiKey } = await app.graphql(
    `mutation ($name: String!, $role: Role!, $agent: String, $webhookIds: [ID!]) {
      createApiKey(name: $name, role: $role, agent: $agent, webhookIds: $webhookIds) { ... on CreateApiKeyPayload { key } } }`,
    { name: 'another', ...key },
  )
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${createApiKey.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as Data
  return errors ? { error: errors[0].extensions?.code } : data.result
}
