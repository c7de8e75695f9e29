import { PassThrough } from 'node:stream'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { serveMcpOverStdio } from '../../client/cli/mcp.ts'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { call } from './clients.ts'

const NAME = { name: 'test', version: '1' }

let app: TestApp
let said: string[] = []
const running: { input: PassThrough; ended: Promise<void> }[] = []
beforeAll(async () => {
  app = await startApp()
})
afterEach(async () => {
  for (const { input, ended } of running.splice(0)) {
    input.end()
    await ended
  }
  said = []
})
afterAll(() => app.close())

describe('MCP over standard input and output', () => {
  it.each([
    ['today', () => new Client(NAME, { versionNegotiation: { mode: 'auto' } })],
    ['the line before', () => new OldClient(NAME)],
  ])('serves the official client of %s', async (_, newClient) => {
    const client = newClient() as Client
    await client.connect(bridge())

    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['create_webhook', 'claim_task']))
    expect(await call(client, 'get_viewer')).toMatchObject({ viewer: { role: 'ADMIN' } })
    await expect(client.callTool({ name: 'nothing', arguments: {} })).rejects.toMatchObject({ code: -32602 })
  })

  it('is held to reading where it is told so', async () => {
    const client = new Client(NAME)
    await client.connect(bridge({ readOnly: true }))

    const { tools } = await client.listTools()
    expect(tools.length).toBeGreaterThan(5)
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true)
    expect(await call(client, 'create_webhook', { name: 'x', provider: 'GITHUB' })).toMatchObject({ isError: true, code: 'read_only' })
  })

  it('lets go of a claim that is cancelled, so that the next one gets the task', async () => {
    const client = new Client(NAME, { versionNegotiation: { mode: 'auto' } })
    await client.connect(bridge())
    const abort = new AbortController()
    const waiting = client.callTool({ name: 'claim_task', arguments: { agent: 'planner', waitSeconds: 30 } }, { signal: abort.signal })
    setTimeout(() => abort.abort(), 300)
    await expect(waiting).rejects.toThrow()
    const webhook = await app.createWebhook({ commands: [{ trigger: '*', action: 'CREATE_TASK', agent: 'planner', template: 'Look' }] })
    await app.graphql('mutation ($id: ID!) { sendTestEvent(webhookId: $id, eventType: "issues.opened") { __typename } }', {
      id: webhook.id,
    })

    expect(await call(client, 'claim_task', { agent: 'planner', waitSeconds: 10 })).toMatchObject({ task: { status: 'CLAIMED' } })
  })

  it.each([
    ['a key that is none', { key: 'hk_nobody_0123456789' }, /does not know the API key/],
    ['a server that is not there', { url: 'http://127.0.0.1:9' }, /could not be asked/],
  ])('answers with an error: %s', async (_, options, message) => {
    await expect(new Client(NAME).connect(bridge(options))).rejects.toThrow(message)
    expect(said.join()).toMatch(message)
  })

  it('is a program that keeps its output for the protocol', async () => {
    const env = { PATH: process.env.PATH!, HOOKLINE_URL: app.url, HOOKLINE_KEY: app.key }
    const args = ['--import', 'tsx', 'client/cli/main.ts', 'mcp']
    const client = new Client(NAME)
    await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' }), { timeout: 60_000 })

    expect(await call(client, 'get_viewer')).toMatchObject({ viewer: { role: 'ADMIN' } })
    await client.close()
  }, 90_000)
})

/** Runs the bridge in this process; answers the client's end of its two streams. */
function bridge(options: { key?: string; url?: string; readOnly?: boolean } = {}): StdioServerTransport {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const ended = serveMcpOverStdio({ url: app.url, key: app.key, ...options, input, output, say: (text) => void said.push(text) })
  running.push({ input, ended })
  // The framing is the same at both ends.
  return new StdioServerTransport(output, input)
}
