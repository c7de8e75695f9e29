import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { RecordedRequest } from '../../fakes/fake-server.ts'
import type { Data, TestApp } from '../../helpers/start-app.ts'
import type { SocketClient } from '../../live/helpers.ts'
import type { HostileAgent } from './hostile-agent.ts'
import type { World } from './world.ts'

export type Place = [name: string, content: string | Buffer]

const STORED: Record<string, string> = {
  actions: 'text url attempts { error response }',
  tasks: 'result progress error',
  questions: 'question options answerers defaultAnswer answer',
  auditLog: 'actor verb subject detail',
}

/** Wherever something that the agent has written could have gone, by name. */
export async function allPlaces({ app, fakes, sink }: World, agent: HostileAgent, streams: SocketClient[]): Promise<Place[]> {
  const stored: Place[] = []
  for (const [name, fields] of Object.entries(STORED)) stored.push([name, JSON.stringify(await everyOne(app, name, fields))])
  return [
    ...fakes.map(({ requests }, index): Place => [`fake ${index}`, JSON.stringify(requests.map(withoutAuthorization))]),
    ...stored,
    ['the attacker', JSON.stringify(sink.requests)],
    ['the feed', JSON.stringify(streams.map(({ got }) => [...got.values()]))],
    ['the log', JSON.stringify(app.log)],
    ['the agent’s answers', JSON.stringify(agent.heard)],
    ...filesIn(app.dataDir).map((file): Place => ['a file of the database', readFileSync(file)]),
  ]
}

/** All of a list with these fields, page by page. `of`: the list's name, and arguments where it has any. */
export async function everyOne(app: TestApp, of: string, fields: string): Promise<Data[]> {
  const [, name, args = ''] = /^(\w+)(?:\((.*)\))?$/.exec(of)!
  const found: Data[] = []
  for (let after: string | null = null, more = true; more; ) {
    const query = `query ($after: String) { page: ${name}(first: 100, after: $after ${args}) { edges { node { ${fields} } } pageInfo { hasNextPage endCursor } } }`
    const { page }: Data = await app.graphql(query, { after })
    found.push(...page.edges.map(({ node }: Data) => node))
    after = page.pageInfo.endCursor
    more = page.pageInfo.hasNextPage
  }
  return found
}

/** Each canary with each place where it was found, the tenant's payload where the agent can see or send it. */
export function leaksIn(places: Place[], canaries: Record<string, string>): string[] {
  const found = Object.entries(canaries).flatMap(([what, text]) =>
    places
      .filter(([place, content]) => (what.startsWith('payload') ? /fake|attacker|agent/.test(place) : true) && content.includes(text))
      .map(([place]) => `${what}: ${place}`),
  )
  return [...new Set(found)]
}

/** There a token belongs, on its way to the address that it is for. */
function withoutAuthorization({
  headers: { authorization: _, 'private-token': _token, ...headers },
  query,
  ...request
}: RecordedRequest): object {
  return { ...request, headers, query: String(query) }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}
