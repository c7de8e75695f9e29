import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { answer, createAgentKey, untilAsked, untilTask } from '../sdk/helpers.ts'
import { codeBlocks, ROOT } from './documents.ts'

const [START, STREAM, AGENT] = codeBlocks('client/sdk/README.md', 'ts')
const [EXECUTOR] = codeBlocks('docs/agents.md', 'ts')
const TIMEOUT_MS = 60_000

let app: TestApp
const folder = mkdtempSync(path.join(tmpdir(), 'hookline-sdk-'))
const programs: ChildProcess[] = []
beforeAll(async () => {
  app = await startApp()
}, TIMEOUT_MS)
afterAll(async () => {
  for (const child of programs) child.kill('SIGKILL')
  await app.close()
  rmSync(folder, { recursive: true })
})

it("the examples of the SDK's README do what they say, one after the other", { timeout: TIMEOUT_MS * 2 }, async () => {
  const made = start('start', START!)
  await expect.poll(made.output, { timeout: TIMEOUT_MS }).toMatch(/\/webhooks\/github\/github-\w+ [0-9a-f]{64}\n$/)
  const webhookId = /github\/(github-\w+)/.exec(made.output())![1]!

  const stream = start('stream', STREAM!)
  start('agent', AGENT!, await createAgentKey(app, 'planning', 'planning on build-7'))
  const { id, eventId } = await sendEvent(webhookId)
  await answer(app, await untilAsked(app, eventId), 'with a test')

  await untilTask(app, id, { status: 'COMPLETED', progress: 'reading', result: { way: 'with a test', size: expect.any(Number) } })
  // The stream began when its program had started: an event that comes after that is shown.
  await expect.poll(() => sendEvent(webhookId).then(stream.output), { timeout: TIMEOUT_MS, interval: 1000 }).toMatch(/^issues\.opened \S/m)
})

it('the agent of docs/agents.md in TypeScript asks, and completes its task', { timeout: TIMEOUT_MS * 2 }, async () => {
  const command = { trigger: 'issues.opened', action: 'CREATE_TASK', agent: 'executor' }
  const { id: webhookId } = await app.createWebhook({ commands: [command] })
  start('executor', EXECUTOR!, await createAgentKey(app, 'executor', 'executor on build-7'))

  const { id, eventId } = await sendEvent(webhookId)
  await answer(app, await untilAsked(app, eventId), 'lgtm')

  await untilTask(app, id, { status: 'COMPLETED', result: { done: true } })
})

/** Runs a block as a program: what stands there, but for the package's place, the address and the key. */
function start(name: string, block: string, key = app.key) {
  const file = path.join(folder, `${name}.ts`)
  const program = block
    .replace("'@hookline/sdk'", JSON.stringify(path.join(ROOT, 'client/sdk/index.ts')))
    .replace('http://127.0.0.1:8000', app.url)
    .replace('hk_…', key)
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(file, program)
  const child = spawn(process.execPath, ['--import', path.join(ROOT, 'scripts/typescript.mjs'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  programs.push(child)
  let printed = ''
  child.stdout!.on('data', (chunk) => (printed += chunk))
  return { output: () => printed }
}

async function sendEvent(webhookId: string): Promise<{ id: string; eventId: string }> {
  const { sendTestEvent } = await app.graphql(
    'mutation ($id: ID!) { sendTestEvent(webhookId: $id, eventType: "issues.opened") { ... on SendTestEventPayload { event { id tasks { id } } } } }',
    { id: webhookId },
  )
  return { id: sendTestEvent.event.tasks[0]?.id, eventId: sendTestEvent.event.id }
}
