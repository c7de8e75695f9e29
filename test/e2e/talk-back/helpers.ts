import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import type { FakeServer } from '../../fakes/fake-server.ts'
import { commentDelivery, type FakeGithub, type FakeGithubOptions, startFakeGithub } from '../../fakes/github.ts'
import { type Answer, type Data, startApp, type TestApp, type TestWebhook } from '../../helpers/start-app.ts'
import { pause, waitFor } from '../../helpers/wait.ts'

export { pause, waitFor }

/** How fakes are reached, which listen on loopback. */
const LOOPBACK = { EGRESS_ALLOW: '127.0.0.1' }

const ACTIONS = `id eventType status statusReason subject { actor actorTrust thread body } tasks { agent prompt }
  actions { id kind status text url nextAttemptAt attempts { number at statusCode error } }`

/** A server that may reach the fakes; closed with the test. */
export async function start(env: Record<string, string> = {}): Promise<TestApp> {
  const app = await startApp({ env: { ...LOOPBACK, ...env } })
  onTestFinished(() => app.close())
  return app
}

/** A folder for servers that share one, or come after each other. */
export function newDataDir(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'hookline-talk-back-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** Closes a fake with the test. */
export async function using<T extends Pick<FakeServer, 'close'>>(starting: Promise<T>): Promise<T> {
  const fake = await starting
  onTestFinished(() => fake.close())
  return fake
}

/** The events of a webhook with their actions, once there are so many and nothing is left to do at once. */
export function settled(app: TestApp, { id }: Pick<TestWebhook, 'id'>, count: number, timeoutMs?: number): Promise<Data[]> {
  const isDone = ({ status, actions }: Data) =>
    status !== 'RECEIVED' && actions.every((action: Data) => action.status !== 'PENDING' && action.status !== 'RUNNING')
  return waitFor(
    () => app.events(id, ACTIONS),
    (events) => events.length >= count && events.every(isDone),
    timeoutMs,
  )
}

/** All actions of a webhook, oldest event first. */
export async function actionsOf(app: TestApp, { id }: Pick<TestWebhook, 'id'>): Promise<Data[]> {
  return (await app.events(id, ACTIONS)).flatMap(({ actions }) => actions)
}

/** Posts a configuration of the founding document as it stands there, then adds what it leaves out. */
export async function register(app: TestApp, text: string, added: Record<string, unknown>): Promise<TestWebhook> {
  const headers = { authorization: `Bearer ${app.key}`, 'content-type': 'application/json' }
  const made = (await (await fetch(`${app.url}/api/webhooks`, { method: 'POST', headers, body: text })).json()) as Data
  const { status, body } = await app.rest('PUT', `/api/webhooks/${made.webhook_id}`, added)
  if (status !== 200) throw new Error(`The webhook was not changed: ${JSON.stringify(body)}`)
  const secret = (added.secret as string | undefined) ?? made.secret
  return { id: made.webhook_id, provider: made.provider, secret, path: made.endpoint }
}

/** GitHub, a server, and a webhook of `octo/app` that comments as `hookline-agent`. */
export interface GithubStory {
  app: TestApp
  github: FakeGithub
  webhook: TestWebhook
  /** A person comments on the issue: it stands at GitHub, and is delivered. */
  say(text: string, login?: string, at?: TestApp): Promise<Answer>
  /** What Hookline has written, without its marks. */
  written(): string[]
}

export interface GithubStoryOptions {
  commands?: readonly Record<string, unknown>[]
  /** In place of `commands`. */
  make?(app: TestApp, credentials: Record<string, string>): Promise<TestWebhook>
  env?: Record<string, string>
  fake?: FakeGithubOptions
}

/** Every comment that comes through the API is delivered, as GitHub does it. */
export async function githubStory({ commands = [], make, env, fake }: GithubStoryOptions): Promise<GithubStory> {
  const back: Promise<unknown>[] = []
  let isOver = false
  const onComment: FakeGithubOptions['onComment'] = (comment) => void back.push(deliverBack(comment))
  const github = await using(startFakeGithub({ onComment, ...fake }))
  const app = await start(env)
  const credentials = { token: 'ghp_good', baseUrl: github.url }
  const webhook = make ? await make(app, credentials) : await app.createWebhook({ commands, credentials })
  onTestFinished(async () => {
    isOver = true
    await Promise.allSettled(back)
  })
  return {
    app,
    github,
    webhook,
    say: (text, login = 'octocat', at = app) => at.deliver(webhook, commentDelivery(github.add('issues/12', text, login))),
    written: () => github.comments.filter(({ login }) => login === 'hookline-agent').map(({ body }) => withoutMark(body)),
  }

  /** What is written while the server closes finds it gone, as at GitHub. */
  async function deliverBack(comment: Parameters<typeof commentDelivery>[0]): Promise<void> {
    await app.deliver(webhook, commentDelivery(comment)).catch((error) => {
      if (!isOver) throw error
    })
  }
}

export function withoutMark(text: string): string {
  return text.replace(/\n\n<!-- hookline:\w+ -->$/, '').replace(/\u2063[\u200b-\u200d\u2060]+\u2063$/, '')
}

/** Reads the server's database. */
export function rows(dataDir: string, sql: string, ...params: unknown[]): Data[] {
  const db = new Sqlite(path.join(dataDir, 'db/webhooks.db'), { readonly: true })
  try {
    return db.prepare(sql).all(...params)
  } finally {
    db.close()
  }
}

/** Makes the next try of everything that waits for one due now. */
export function hurry({ dataDir }: Pick<TestApp, 'dataDir'>): void {
  change(dataDir, 'UPDATE action_jobs SET next_attempt_at = 0 WHERE lease_until IS NULL')
}

/** Changes what is stored, where a test cannot wait for the time to pass. */
export function change(dataDir: string, sql: string, ...params: unknown[]): void {
  const db = new Sqlite(path.join(dataDir, 'db/webhooks.db'), { timeout: 5000 })
  db.prepare(sql).run(...params)
  db.close()
}

export function questions({ dataDir }: Pick<TestApp, 'dataDir'>): Data[] {
  return rows(dataDir, 'SELECT * FROM questions ORDER BY question_id')
}

/** Asks through the API. Answers the question's id. */
export async function ask(app: TestApp, input: Record<string, unknown>): Promise<string> {
  const query = 'mutation ($input: AskInput!) { ask(input: $input) { ... on AskPayload { question { id } } ... on Error { message } } }'
  const { ask: asked } = await app.graphql(query, { input })
  if (!asked.question) throw new Error(`The question was not put: ${asked.message}`)
  return asked.question.id
}
