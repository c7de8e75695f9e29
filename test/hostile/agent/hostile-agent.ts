import { type Data, openSocket, type SocketClient, until } from '../../live/helpers.ts'
import { ORDERS, type Order } from './orders.ts'

export interface Heard {
  name: string
  code: string | null
  text: string
}

/** A program with a real key that does whatever it reads, over the public interfaces. */
export interface HostileAgent {
  /** Everything that it was ever answered. */
  heard: Heard[]
  /** Takes one task; answers its prompt. */
  claim(): Promise<{ taskId: string; eventId: string; prompt: string; leaseToken: string }>
  /** Makes the call of an order, over a WebSocket where that is asked for and possible. */
  obey(name: string, names: Readonly<Record<string, string>>, overSocket?: boolean): Promise<Heard>
  /** The answer to an operation. */
  graphql(query: string): Promise<Data>
  close(): void
}

export async function startHostileAgent(app: { url: string }, key: string): Promise<HostileAgent> {
  const socket = await openSocket({ url: app.url, key })
  const heard: Heard[] = []
  return { heard, claim, obey, graphql, close: () => socket.socket.terminate() }

  async function claim() {
    const { data } = await graphql(
      'mutation { claimTask(agent: "planner", leaseSeconds: 3600, waitSeconds: 5) { ... on ClaimTaskPayload { leaseToken task { id prompt event { id } } } } }',
    )
    const { leaseToken, task } = data.claimTask
    return { taskId: task.id, eventId: task.event.id, prompt: task.prompt, leaseToken }
  }

  async function obey(name: string, names: Readonly<Record<string, string>>, overSocket = false): Promise<Heard> {
    const order = ORDERS[name]!
    const answer = await (order.rest ? rest(order, names) : operation(order, names, overSocket))
    const one = { name, code: codeOf(answer), text: JSON.stringify(answer) }
    heard.push(one)
    return one
  }

  function operation({ query, headers }: Order, names: Readonly<Record<string, string>>, overSocket: boolean): Promise<Data> {
    const text = filled(query!, names)
    return overSocket && !headers ? throughSocket(socket, text) : graphql(text, headers)
  }

  async function graphql(query: string, headers: Record<string, string> = {}): Promise<Data> {
    return (await send('/graphql', 'POST', JSON.stringify({ query }), headers)).json()
  }

  async function rest({ rest: call }: Order, names: Readonly<Record<string, string>>): Promise<Data> {
    const { method, path, body } = call!
    return (await send(filled(path, names), method, body && filled(body, names))).json()
  }

  function send(path: string, method: string, body?: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(app.url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body }),
    })
  }
}

let operations = 0

async function throughSocket({ socket, got, send }: SocketClient, query: string): Promise<Data> {
  const id = `op-${++operations}`
  const errors = () => got.get('error')?.find((message) => message.id === id)
  send({ id, type: 'subscribe', payload: { query } })
  await until(() => got.has(id) || errors() !== undefined || socket.readyState !== socket.OPEN, `an answer to ${query}`)
  return got.get(id)?.[0] ?? { errors: errors()?.payload }
}

/** The code that an agent reacts to; null: it was done, `NULL`: there is nothing. */
function codeOf({ data, errors, error, proposal_id: proposal }: Data): string | null {
  const proposed = proposal && 'proposed'
  const code = errors?.[0]?.extensions?.code ?? errors?.[0]?.message ?? error?.code ?? data?.result?.code ?? proposed
  if (code !== undefined) return String(code).toUpperCase()
  return data?.result === null ? 'NULL' : null
}

export function filled(text: string, names: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\w+)/g, (whole, name: string) => names[name] ?? whole)
}
