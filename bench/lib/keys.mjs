// The keys of many subscribers.

/** Sockets that one key may have open. */
const SOCKETS_PER_KEY = 100

/** Answers which key a subscriber has, by its number. */
export function createKeys(server) {
  const keys = []
  return (subscriber) => {
    const index = Math.floor(subscriber / SOCKETS_PER_KEY)
    keys[index] ??= createKey(index)
    return keys[index]
  }

  async function createKey(index) {
    const { createApiKey } = await server.graphql(
      'mutation ($name: String!) { createApiKey(name: $name, role: VIEWER) { ... on CreateApiKeyPayload { key } ... on Error { message } } }',
      { name: `subscribers ${index}` },
    )
    return createApiKey.key
  }
}
