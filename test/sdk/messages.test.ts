import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it, vi } from 'vitest'
import {
  createHookline,
  type EventSummaryFragment,
  InvalidInputError,
  type RateLimitedError,
  SendTestEventDocument,
} from '../../client/sdk/index.ts'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { openLine } from './helpers.ts'

// A machine with much else to do is slow.
const SLOW_MS = 60_000

let app: TestApp
beforeAll(async () => {
  app = await startApp()
}, SLOW_MS)
afterAll(() => app.close())
afterEach(() => {
  vi.useRealTimers()
})

async function makeWebhook() {
  const { id } = await app.createWebhook()
  const send = () => createHookline(app).request(SendTestEventDocument, { webhookId: id, eventType: 'issues.opened' })
  return { id, send }
}

describe('events', { timeout: SLOW_MS }, () => {
  it('yields what happens and nothing else, also over cuts, and tells of connections', async () => {
    const { id, send } = await makeWebhook()
    const line = await openLine(app.url)
    const [connected, retried]: [string[], unknown[]] = [[], []]
    const options = { onConnect: (cursor: string) => connected.push(cursor), onRetry: (error: unknown) => retried.push(error) }
    const stream = createHookline({ ...app, url: line.url }).events(
      { webhookIds: [id] },
      { ...options, after: await createHookline(app).cursor() },
    )
    const received: string[] = []

    for (let round = 0; round < 3; round++) {
      await send()
      for (;;) {
        const { done, value } = await stream.next()
        if (done || value.kind === 'TRUNCATED') throw new Error('Something was missed')
        expectTypeOf(value.event).toEqualTypeOf<EventSummaryFragment>()
        if (value.kind === 'EVENT_RECEIVED') received.push(value.event.id)
        if (value.kind === 'EVENT_PROCESSED') break
      }
      line.cut()
    }

    expect(new Set(received).size).toBe(3)
    expect(received).toHaveLength(3)
    expect(connected.length).toBeGreaterThan(1)
    expect(retried).toEqual(Array.from({ length: connected.length - 1 }, () => expect.objectContaining({ code: 'unreachable' })))
    await stream.return()
    await line.close()
  })

  it('goes on in another process behind a cursor that was kept', async () => {
    const { id, send } = await makeWebhook()
    const after = await createHookline(app).cursor()
    const sent = [(await send()).sendTestEvent.event.id, (await send()).sendTestEvent.event.id]
    const first = createHookline(app).events({ webhookIds: [id] }, { after })
    const { value } = await first.next()
    await first.return()

    for await (const { kind, event } of createHookline(app).events({ webhookIds: [id] }, { after: value!.cursor })) {
      if (kind !== 'EVENT_RECEIVED') continue
      expect([value!.event?.id, event?.id]).toEqual(sent)
      break
    }
  })

  it('says when what was missed is no longer kept', async () => {
    const { id } = await makeWebhook()
    const [newest] = Object.values((await app.graphql('{ feedCursor }')) as { feedCursor: string })
    const stream = createHookline({ ...app, fetch: truncating }).events({ webhookIds: [id] }, { after: newest })

    expect((await stream.next()).value).toEqual({ kind: 'TRUNCATED', cursor: 'c2', event: null })
    await stream.return()

    /** What the server says to a cursor from before its feed's first entry. */
    async function truncating(): Promise<Response> {
      const message = (kind: string, cursor: string) =>
        `id: ${cursor}\nevent: next\ndata: ${JSON.stringify({ data: { events: { cursor, kind, event: null } } })}\n\n`
      return new Response(message('CONNECTED', 'c1') + message('TRUNCATED', 'c2'), { headers: { 'content-type': 'text/event-stream' } })
    }
  })

  it('ends with what the server refuses for good', async () => {
    const stranger = createHookline({ url: app.url, key: 'hk_unknown' })

    await expect(stranger.events().next()).rejects.toMatchObject({ name: 'UnauthenticatedError' })
    await expect(createHookline(app).events({ search: 'x' }).next()).rejects.toThrow(InvalidInputError)
    await expect(createHookline(app).tasks('planning', { after: 'not-a-cursor' }).next()).rejects.toThrow(InvalidInputError)
  })

  it('waits as long as a server that is too busy asks, and longer each time where it says nothing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const waits: [string, number][] = []
    const stop = new AbortController()
    const fetch = async () => (waits.length === 0 ? busy(429, '7') : busy(503))
    const onRetry = (error: unknown, waitMs: number) => waits.push([(error as RateLimitedError).code, waitMs])
    const next = createHookline({ ...app, fetch })
      .events({}, { signal: stop.signal, onRetry })
      .next()

    for (let i = 0; i < 8; i++) await vi.advanceTimersByTimeAsync(15_000)
    stop.abort()

    expect(await next).toEqual({ done: true, value: undefined })
    expect(waits[0]).toEqual(['rate_limited', 7000])
    expect(waits.slice(1, 3).every(([, ms]) => ms < 1001)).toBe(true)
    expect(waits[8]![1]).toBeGreaterThan(7000)
    expect(Math.max(...waits.map(([, ms]) => ms))).toBeLessThanOrEqual(15_000)

    function busy(status: number, after?: string): Response {
      const code = status === 429 ? 'rate_limited' : 'storage_unavailable'
      return Response.json({ error: { code, message: 'Busy' } }, { status, headers: after ? { 'retry-after': after } : {} })
    }
  })

  it('leaves a connection on which nothing comes, and makes another', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const signals: AbortSignal[] = []
    const stop = new AbortController()
    const next = createHookline({ ...app, fetch: silent })
      .events({}, { signal: stop.signal })
      .next()

    await vi.advanceTimersByTimeAsync(39_000)
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
    await vi.advanceTimersByTimeAsync(2000)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])

    stop.abort()
    expect(await next).toEqual({ done: true, value: undefined })

    /** A server whose machine has gone: the connection stands, and no byte comes. */
    async function silent(_url: unknown, { signal }: RequestInit = {}): Promise<Response> {
      signals.push(signal!)
      const body = new ReadableStream({ start: (stream) => signal!.addEventListener('abort', () => stream.error(signal!.reason)) })
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    }
  })
})

describe('request', () => {
  it('with retry is sent again, under one idempotency key, until it is carried out', async () => {
    const { id } = await makeWebhook()
    const keys: (string | undefined)[] = []
    let told = 0
    const hookline = createHookline({ ...app, fetch: losing })

    await hookline.request(SendTestEventDocument, { webhookId: id, eventType: 'issues.opened' }, { retry: () => told++ })

    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), keys[0]])
    expect(told).toBe(1)
    expect(await app.events(id, 'id')).toHaveLength(1)

    async function losing(...request: Parameters<typeof fetch>): Promise<Response> {
      keys.push((request[1]!.headers as Record<string, string>)['idempotency-key'])
      const response = await fetch(...request)
      if (keys.length === 1) throw new TypeError('fetch failed')
      return response
    }
  })

  it('ends with its signal, and after its time', async () => {
    const patient = (_url: unknown, { signal }: RequestInit = {}) =>
      new Promise<Response>((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)))
    const stop = new AbortController()
    const stopped = createHookline({ ...app, fetch: patient }).request(
      SendTestEventDocument,
      { webhookId: 'x', eventType: 'x' },
      { signal: stop.signal },
    )
    stop.abort(new Error('enough'))

    await expect(stopped).rejects.toThrow('enough')
    const slow = createHookline({ ...app, fetch: patient }).request(
      SendTestEventDocument,
      { webhookId: 'x', eventType: 'x' },
      { timeoutMs: 10 },
    )
    await expect(slow).rejects.toMatchObject({ name: 'UnavailableError', code: 'unreachable' })
  })
})
