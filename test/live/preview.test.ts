import Sqlite from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import type { TestWebhook } from '../helpers/start-app.ts'
import { type Data, deliver, type LiveApp, openSocket, openSse, type SocketClient, startLive, until } from './helpers.ts'

const PREVIEW = `subscription ($id: ID!, $command: CommandInput!, $last: Int! = 10000) { r: previewCommand(webhookId: $id, command: $command, last: $last) {
  tried of matched done results { matched rendered event { id } trace { path held } } } }`
const COMMAND = { trigger: 'order.*', action: 'CREATE_TASK', template: 'Number {{n}}', conditions: { n: { gt: 99 } } }

let app: LiveApp
let webhook: TestWebhook
let ids: string[]

beforeEach(async () => {
  app = await startLive({}, { KEY_REQUESTS_PER_MINUTE: '0' })
  webhook = await app.createWebhook({ id: 'orders' })
  asked = 0
  ids = (await deliver(app, webhook, 450)).sort().reverse()
})

describe('previewCommand as a subscription', () => {
  it('says over a WebSocket how many events it will be, then what came of them, newest first, and ends', async () => {
    const client = await openSocket(app)
    client.subscribe('p', PREVIEW, { id: 'orders', command: COMMAND })
    await until(() => client.got.has('complete'), 'its end')

    const messages = progressOf(client.got.get('p')!)
    expect(messages.map(({ tried, of, matched, done, results }) => [tried, of, results.length, done, matched > 0])).toEqual([
      [0, 450, 0, false, false],
      [200, 450, 200, false, true],
      [400, 450, 200, false, true],
      [450, 450, 50, true, true],
    ])
    expect(messages.at(-1).matched).toBe(350)
    expect(resultsOf(messages).map(({ event }) => event.id)).toEqual(ids)
    expect(resultsOf(messages).filter(({ matched }) => matched)).toHaveLength(350)
    client.socket.close()
  })

  it('is the same over server-sent events, and as the query says it', async () => {
    const client = await openSse(app, PREVIEW, { variables: { id: 'orders', command: COMMAND, last: 300 } })
    await client.ended
    const { previewCommand } = await app.graphql(
      `query ($command: CommandInput!) { previewCommand(webhookId: "orders", command: $command, last: 300) { matched
        results { matched rendered event { id } trace { path held } } } }`,
      { command: COMMAND },
    )

    const messages = progressOf(client.got.map(({ data }) => data).filter((data) => data))
    expect(resultsOf(messages)).toEqual(previewCommand.results)
    expect(messages.at(-1)).toMatchObject({ tried: 300, of: 300, matched: previewCommand.matched, done: true })
  })

  it('changes nothing, and ends at once where there is nothing to try', async () => {
    await app.createWebhook({ id: 'empty' })
    const client = await openSocket(app)
    client.subscribe('p', PREVIEW, { id: 'empty', command: COMMAND })
    await until(() => client.got.has('complete'), 'its end')

    expect(progressOf(client.got.get('p')!)).toEqual([{ tried: 0, of: 0, matched: 0, done: true, results: [] }])
    expect((await app.graphql('{ tasks { totalCount } }')).tasks.totalCount).toBe(0)
    client.socket.close()
  })

  it.each([
    ['a command', { command: { ...COMMAND, conditions: 'none' } }, 'BAD_USER_INPUT', ['conditions']],
    ['a number of events', { last: 10_001 }, 'BAD_USER_INPUT', ['last']],
    ['a webhook', { id: 'none' }, 'NOT_FOUND', undefined],
  ])('refuses %s that it cannot use, over both', async (_, wrong, code, at) => {
    const variables = { id: 'orders', command: COMMAND, ...wrong }
    const client = await openSocket(app)
    client.subscribe('p', PREVIEW, variables)
    await until(() => client.got.has('p'), 'a refusal')
    const sse = await openSse(app, PREVIEW, { variables })
    await until(() => sse.got.length > 0, 'a refusal')

    for (const { extensions } of [client.got.get('p')![0].errors[0], sse.got[0]!.data.errors[0]]) {
      expect(extensions.code).toBe(code)
      expect(extensions.issues?.[0].path).toEqual(at)
    }
    client.socket.close()
    sse.cut()
  })

  it('lets one key have two under way, and gives their places back', async () => {
    multiply(app, 5000)
    const client = await openSocket(app)
    const ask = (id: string) => client.subscribe(id, PREVIEW, { id: 'orders', command: COMMAND })
    for (const id of ['one', 'two', 'three']) ask(id)
    await until(() => client.got.get('complete')?.length === 3, 'their ends', 60_000)
    ask('four')
    await until(() => client.got.get('complete')?.length === 4, 'its end', 60_000)

    expect(['one', 'two', 'four'].map((id) => client.got.get(id)!.at(-1).data.r.done)).toEqual([true, true, true])
    expect(client.got.get('three')).toMatchObject([{ errors: [{ extensions: { code: 'TOO_MANY_PREVIEWS' } }] }])
    client.socket.close()
  })

  it.each(['complete', 'the end of the socket', 'the end of the stream'])('stops at %s, and gives the place back', async (how) => {
    multiply(app, 9000)
    const variables = { id: 'orders', command: COMMAND }
    const [client, other] = [await openSocket(app), await openSocket(app)]
    other.subscribe('beside', PREVIEW, variables)
    const begun = how === 'the end of the stream' ? await beginSse(variables) : await beginOn(client, variables, how)
    begun.end()
    await until(() => answeredOn(other, variables), 'a place')

    expect(begun.got().some(({ data }) => data.r.done)).toBe(false)
    expect(other.got.get('beside')!.some(({ data }) => data.r.done)).toBe(false)
    other.socket.close()
    client.socket.close()
  })
})

/** A back-test that has begun. */
interface Begun {
  got(): Data[]
  end(): void
}

async function beginSse(variables: object): Promise<Begun> {
  const sse = await openSse(app, PREVIEW, { variables })
  await until(() => sse.got.length > 0, 'its beginning')
  return { got: () => sse.got.map(({ data }) => data), end: sse.cut }
}

async function beginOn(client: SocketClient, variables: object, how: string): Promise<Begun> {
  client.subscribe('p', PREVIEW, variables)
  await until(() => client.got.has('p'), 'its beginning')
  const end = () => (how === 'complete' ? client.send({ id: 'p', type: 'complete' }) : client.socket.terminate())
  return { got: () => client.got.get('p')!, end }
}

let asked = 0

/** Asks again and again, until a short one is not refused. */
function answeredOn(client: SocketClient, variables: object): boolean {
  const answers = Array.from({ length: asked }, (_, n) => client.got.get(`q${n}`)?.[0])
  if (answers.length === 0 || answers.at(-1) !== undefined) client.subscribe(`q${asked++}`, PREVIEW, { ...variables, last: 10 })
  return answers.some((answer) => answer?.data?.r.of === 10)
}

/** Copies the events until there are so many. */
function multiply({ databaseFile }: LiveApp, count: number): void {
  const db = new Sqlite(databaseFile, { timeout: 5000 })
  const columns = (db.pragma('table_info(webhook_events)') as Data[]).map(({ name }) => name as string)
  const copied = columns.map((name) => (name === 'event_id' || name === 'delivery_id' ? `${name} || '.' || value` : name))
  db.prepare(
    `INSERT INTO webhook_events (${columns}) SELECT ${copied} FROM webhook_events,
     (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ?) SELECT value FROM n)`,
  ).run(Math.ceil(count / 450))
  db.close()
}

function progressOf(payloads: Data[]): Data[] {
  return payloads.map(({ data }) => data.r)
}

function resultsOf(messages: Data[]): Data[] {
  return messages.flatMap(({ results }) => results)
}
