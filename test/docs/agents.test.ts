import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { caller } from '../e2e/proposals/helpers.ts'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { codeBlocks } from './documents.ts'

let app: TestApp
let agent: ChildProcess
const folder = mkdtempSync(path.join(tmpdir(), 'hookline-agent-'))
beforeAll(async () => {
  app = await startApp()
  const { createApiKey } = await app.graphql(codeBlocks('docs/agents.md', 'graphql')[0]!)
  const file = path.join(folder, 'agent.mjs')
  writeFileSync(file, codeBlocks('docs/agents.md', 'js')[0]!)
  const env = { PATH: process.env.PATH, HOOKLINE: app.url, HOOKLINE_KEY: createApiKey.key, AGENT: 'planning' }
  agent = spawn(process.execPath, [file], { env, stdio: 'inherit' })
})
afterAll(async () => {
  agent.kill()
  await app.close()
  rmSync(folder, { recursive: true })
})

it('the agent of docs/agents.md takes a task as it comes and completes it', async () => {
  const command = { trigger: 'issues.opened', action: 'CREATE_TASK', agent: 'planning', template: 'one two three' }
  const { id } = await app.createWebhook({ commands: [command] })
  await app.graphql('mutation ($id: ID!) { sendTestEvent(webhookId: $id, eventType: "issues.opened") { __typename } }', { id })

  await expect.poll(() => taskOf(id), { timeout: 15_000 }).toMatchObject({ status: 'COMPLETED', result: { words: 3 } })
})

it('the change of docs/agents.md becomes a proposal', async () => {
  const change = codeBlocks('docs/agents.md', 'graphql').find((block) => block.includes('createWebhook'))!
  const brain = await caller(app)

  const result = await brain.run(change.replace('createWebhook', 'result: createWebhook'))

  expect(result).toMatchObject({ proposal: { id: expect.stringMatching(/^prp_/), summary: expect.stringContaining('planning') } })
})

async function taskOf(webhookId: string) {
  const [event] = await app.events(webhookId, 'tasks { status result }')
  return event?.tasks[0]
}
