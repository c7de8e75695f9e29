import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { type Data, startApp, type TestApp } from '../../helpers/start-app.ts'

/** The brain's file, byte for byte as the founding document prints it. */
export const BRAIN_FILE = `{
  "name": "GitHub Urgent Issues",
  "provider": "github",
  "commands": [
    {
      "trigger": "issues.labeled",
      "action": "create_task",
      "agent": "planning",
      "conditions": {"label": "urgent"}
    }
  ]
}`

/** A machine that does other things beside is given time; take-in.test.ts measures what is promised. */
export const SOON = { timeout: 10_000, interval: 30 }

export interface Place {
  dataDir: string
  file(name: string): string
  read(name: string): string
  isThere(name: string): boolean
  drop(name: string, content: string | Uint8Array | object): void
  /** A server on this place; it can be started again after it was closed. */
  start(env?: Record<string, string>): Promise<TestApp>
}

/** A data folder that outlives the servers on it. */
export function makePlace(): Place {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hookline-config-'))
  const folder = path.join(dataDir, 'config', 'webhooks')
  mkdirSync(folder, { recursive: true })
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const file = (name: string) => path.join(folder, name)
  return {
    dataDir,
    file,
    read: (name) => readFileSync(file(name), 'utf8'),
    isThere: (name) => existsSync(file(name)),
    drop: (name, content) =>
      writeFileSync(
        file(name),
        typeof content === 'string' || content instanceof Uint8Array ? content : `${JSON.stringify(content, null, 2)}\n`,
      ),
    async start(env = {}) {
      const app = await startApp({ env: { DATA_DIR: dataDir, ...env } })
      let closed = false
      const close = async () => {
        if (!closed) await app.close()
        closed = true
      }
      onTestFinished(close)
      return { ...app, close }
    },
  }
}

/** Null: there is none. */
export async function webhookOf(app: TestApp, id: string): Promise<Data> {
  const { webhook } = await app.graphql(
    `query ($id: ID!) { webhook(id: $id) { id name provider enabled hasSecret version createdBy deletedAt allowedIps rateLimitPerMinute
      versions { version by } commands { id trigger action agent template conditions priority } } }`,
    { id },
  )
  return webhook
}

export async function errorsOf(app: TestApp): Promise<Data[]> {
  return (await app.graphql('{ configErrors { file line column field message taken at } }')).configErrors
}

export function untilWebhook(app: TestApp, id: string, expected: object, within = SOON): Promise<void> {
  return expect.poll(() => webhookOf(app, id), within).toMatchObject(expected)
}

export function untilErrors(app: TestApp, expected: object[], within = SOON): Promise<void> {
  return expect.poll(() => errorsOf(app), within).toMatchObject(expected)
}

export const MINIMAL = {
  name: 'One',
  provider: 'github',
  commands: [{ trigger: 'issues.opened', action: 'create_task', agent: 'planning' }],
}
