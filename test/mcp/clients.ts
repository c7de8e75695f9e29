import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Data, TestApp } from '../helpers/start-app.ts'

const NAME = { name: 'test', version: '1' }

interface Options {
  /** Default: the admin's. */
  key?: string
  /** Behind /mcp: `?readonly=1`. */
  query?: string
  headers?: Record<string, string>
}

/** The official client of today. */
export async function connect(
  app: Pick<TestApp, 'url' | 'key'>,
  { key = app.key, query = '', headers = {} }: Options = {},
): Promise<Client> {
  const client = new Client(NAME, { versionNegotiation: { mode: 'auto' } })
  const requestInit = { headers: { authorization: `Bearer ${key}`, ...headers } }
  await client.connect(new StreamableHTTPClientTransport(new URL(`${app.url}/mcp${query}`), { requestInit }))
  return client
}

/** The official client of the line before. */
export async function connectOld(app: TestApp, key = app.key): Promise<OldClient> {
  const client = new OldClient(NAME)
  const requestInit = { headers: { authorization: `Bearer ${key}` } }
  await client.connect(new OldTransport(new URL(`${app.url}/mcp`), { requestInit }) as Parameters<OldClient['connect']>[0])
  return client
}

/** Calls a tool; answers its data, which its text must say too. */
export async function call(client: Pick<Client, 'callTool'>, name: string, args: Record<string, unknown> = {}): Promise<Data> {
  const { structuredContent, content, isError } = (await client.callTool({ name, arguments: args })) as Data
  if (JSON.stringify(structuredContent) !== content[0].text) throw new Error(`The text is not the data: ${content[0].text}`)
  return { ...structuredContent, ...(isError && { isError }) }
}

/** Sends one JSON-RPC message as it is given. */
export async function send(
  app: TestApp,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; json: Data }> {
  const response = await fetch(`${app.url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${app.key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, json: messageIn(await response.text()) }
}

function messageIn(text: string): Data {
  const [, data] = /^data: (.+)$/m.exec(text) ?? []
  try {
    return JSON.parse(data ?? text)
  } catch {
    return text
  }
}
