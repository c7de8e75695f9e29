import { describe, expect, it } from 'vitest'
import { signedHeaders, type TestWebhook } from '../helpers/start-app.ts'
import { deliver, type LiveApp, openSocket, until } from '../live/helpers.ts'
import { onDatabase, startReplicas } from './replicas.ts'

describe('two replicas', () => {
  it('take deliveries for a webhook as soon as the other has made it, and none once the other has deleted it', async () => {
    const [one, other] = await startTwo()

    const webhook = await one.createWebhook()
    await until(async () => (await statusOf(other, webhook)) === 202, 'the webhook at the other', 2000)
    await one.graphql('mutation ($id: ID!) { deleteWebhook(id: $id) { __typename } }', { id: webhook.id })
    await until(async () => (await statusOf(other, webhook)) === 404, 'the deletion at the other', 2000)
  })

  it('show a subscriber what the other does, within a moment', async () => {
    const [one, other] = await startTwo()
    const webhook = await one.createWebhook()
    const client = await openSocket(one)
    client.subscribe('1', 'subscription { events { kind event { id } } }')
    await until(() => client.got.get('1')?.length === 1, 'CONNECTED')
    await until(async () => (await statusOf(other, webhook)) === 202, 'the webhook at the other', 2000)

    const startedMs = performance.now()
    const [id] = await deliver(other, webhook, 1)
    await until(() => client.got.get('1')!.some(({ data }) => data.events.event?.id === id), 'the event', 2000)

    expect(performance.now() - startedMs).toBeLessThan(900)
  })

  it('store a delivery once that comes to both at the same time', async () => {
    const [one, other] = await startTwo()
    const webhook = await one.createWebhook({ provider: 'GITHUB' })
    await until(async () => (await statusOf(other, webhook)) !== 404, 'the webhook at the other', 2000)

    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, number) => post(number % 2 === 0 ? one : other, webhook, `delivery-${number % 15}`)),
    )

    expect(answers.every(({ status }) => status === 202 || status === 200)).toBe(true)
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(15)
    expect(new Set(answers.map(({ eventId }) => eventId)).size).toBe(15)
  })

  it('give each task to one worker, however many ask both', { timeout: 60_000 }, async () => {
    const [one, other] = await startTwo()
    const webhook = await one.createWebhook({ commands: [{ trigger: '*', action: 'CREATE_TASK', agent: 'planning', template: 'x' }] })
    await deliver(one, webhook, 100)
    const claimed: string[] = []
    const worker = async (app: LiveApp) => {
      for (;;) {
        const { claimTask } = await app.graphql(CLAIM)
        if (!claimTask.task) return
        claimed.push(claimTask.task.id)
      }
    }

    await Promise.all([one, other, one, other, one, other].map(worker))

    expect(claimed).toHaveLength(100)
    expect(new Set(claimed).size).toBe(100)
  })

  it('keep to a limit of tasks at once together', async () => {
    const [one, other] = await startTwo()
    const command = { trigger: '*', action: 'CREATE_TASK', agent: 'planning', template: 'x', maxConcurrent: 3 }
    const webhook = await one.createWebhook({ commands: [command] })
    await deliver(one, webhook, 20)

    const answers = await Promise.all(Array.from({ length: 20 }, (_, number) => (number % 2 === 0 ? one : other).graphql(CLAIM)))

    expect(answers.filter(({ claimTask }) => claimTask.task)).toHaveLength(3)
  })

  it('agree that the audit is sound after both have written to it', async () => {
    const [one, other] = await startTwo()

    await Promise.all(Array.from({ length: 30 }, (_, number) => (number % 2 === 0 ? one : other).createWebhook({ name: `Shop ${number}` })))

    const { verifyAudit } = await other.graphql('{ verifyAudit { ok entries reason } }')
    expect(verifyAudit).toMatchObject({ ok: true, entries: 30, reason: null })
  })
})

describe('a replica whose database goes away', () => {
  it('answers 503 meanwhile, loses nothing that it has accepted, and goes on by itself', { timeout: 60_000 }, async () => {
    const { replicas, url } = await startReplicas(1)
    const [app] = replicas as [LiveApp]
    const webhook = await app.createWebhook({ provider: 'GITHUB' })
    const beside = await onDatabase(url)
    const answers: { id: string; status: number }[] = []
    let going = true
    const sender = async (name: string) => {
      for (let number = 0; going; number++) {
        const { status } = await post(app, webhook, `${name}-${number}`)
        answers.push({ id: `${name}-${number}`, status })
      }
    }
    const senders = Promise.all(['a', 'b', 'c', 'd'].map(sender))

    for (let cut = 0; cut < 10; cut++) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      await beside.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      )
    }
    await until(async () => (await post(app, webhook, 'at last')).status === 202, 'deliveries being taken again', 5000)
    going = false
    await senders

    const { rows } = await beside.query<{ delivery_id: string }>('SELECT delivery_id FROM webhook_events')
    const stored = new Set(rows.map(({ delivery_id }) => delivery_id))
    expect(answers.filter(({ status }) => ![200, 202, 503].includes(status))).toEqual([])
    expect(answers.filter(({ id, status }) => status === 202 && !stored.has(id))).toEqual([])
    expect(rows).toHaveLength(stored.size)
    await until(async () => (await fetch(`${app.url}/readyz`)).status === 200, 'being ready', 5000)
  })
})

const CLAIM = 'mutation { claimTask(agent: "planning") { ... on ClaimTaskPayload { task { id } } ... on Error { message } } }'

async function startTwo(): Promise<[LiveApp, LiveApp]> {
  const { replicas } = await startReplicas(2)
  return replicas as [LiveApp, LiveApp]
}

async function statusOf(app: LiveApp, webhook: TestWebhook): Promise<number> {
  return (await post(app, webhook, crypto.randomUUID())).status
}

async function post(app: LiveApp, webhook: TestWebhook, id: string): Promise<{ status: number; eventId: string | undefined }> {
  const body = JSON.stringify({ type: 'order.created', action: 'opened', id })
  const own: Record<string, string> =
    webhook.provider === 'github' ? { 'x-github-event': 'issues', 'x-github-delivery': id } : { 'webhook-id': id }
  const headers = signedHeaders(webhook, { body, headers: own })
  const answer = await fetch(app.url + webhook.path, { method: 'POST', headers, body })
  const text = await answer.text()
  return { status: answer.status, eventId: text.startsWith('{') ? JSON.parse(text).event_id : undefined }
}
