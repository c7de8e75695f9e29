import { Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { type Data, deliver, type LiveApp, openSocket, openSse, type SocketClient, startLive, until } from './helpers.ts'

const PAYLOADS = 'subscription ($after: FeedCursor) { events(after: $after) { kind cursor event { id payload } } }'
const BODY = { data: 'x'.repeat(100_000) }
/** Each is received and processed: 60 MB in all, far more than the kernel holds for a connection. */
const EVENTS = 300
const MIB = 1024 * 1024
setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

describe('a subscriber that stops reading', () => {
  it('over WebSocket costs bounded memory, is closed with 1013, and resumes by its cursor; others do not notice', {
    timeout: 60_000,
  }, async () => {
    const app = await startLive({ slowTimeoutMs: 1000 })
    const webhook = await app.createWebhook()
    const [slow, quick] = [await openSocket(app), await openSocket(app)]
    for (const client of [slow, quick]) client.subscribe('1', PAYLOADS)
    await until(() => app.live().groups === 1 && messages(slow).length === 1 && messages(quick).length === 1, 'CONNECTED')
    const { cursor: start } = messages(slow)[0]
    const buffered = watch(() => bufferedByServer(app))

    slow.socket.pause()
    await deliver(app, webhook, EVENTS, BODY)
    await until(() => received(quick).length === EVENTS, 'all events at the quick one', 20_000)
    await until(() => app.live().subscribers === 1, 'the slow one being given up', 5000)
    slow.socket.resume()
    const { code, reason } = await slow.closed
    const again = await openSocket(app)
    again.subscribe('1', PAYLOADS, { after: messages(slow).at(-1)?.cursor ?? start })
    await until(() => received(slow).length + received(again).length >= EVENTS, 'the rest', 20_000)

    expect({ code, reason }).toEqual({ code: 1013, reason: 'Too slow: reconnect and resume' })
    expect(received(slow).length).toBeLessThan(EVENTS)
    expect([...received(slow), ...received(again)]).toEqual(received(quick))
    expect(buffered.highest()).toBeGreaterThan(3 * MIB)
    expect(buffered.highest()).toBeLessThan(5 * MIB)
    for (const { socket } of [quick, again]) socket.terminate()
  })

  it('over SSE costs bounded memory, finds its stream ended, and resumes by Last-Event-ID', { timeout: 60_000 }, async () => {
    const app = await startLive()
    const events = 200
    const webhook = await app.createWebhook()
    const [slow, quick] = [await openSse(app, PAYLOADS), await openSse(app, PAYLOADS)]
    await until(() => slow.got.length === 1 && quick.got.length === 1, 'CONNECTED')
    const ids = (client: typeof slow) => client.got.flatMap(({ data }) => idOf(data.data.events))
    // What the server keeps for any load, such as the writer's buffers, is no cost of a slow reader.
    await deliver(app, webhook, events, BODY)
    await until(() => [slow, quick].every((client) => ids(client).length === events), 'all events at both', 20_000)
    for (const { got } of [slow, quick]) got.length = 0
    const before = heldBytes()

    slow.res.pause()
    await deliver(app, webhook, events, BODY)
    await until(() => ids(quick).length === events, 'all events at the quick one', 20_000)
    // With the last bodies, of which the receiver lets go a few seconds after they came.
    const heldForSlow = heldBytes() - before
    const stalled = app.live().subscribers === 2
    await until(() => app.live().subscribers === 1, 'the slow one being given up', 15_000)
    slow.res.resume()
    await slow.ended
    const again = await openSse(app, PAYLOADS, { lastEventId: slow.got.at(-1)!.id })
    await until(() => ids(slow).length + ids(again).length >= events, 'the rest', 20_000)

    expect(slow.res.complete).toBe(true)
    expect(ids(slow).length).toBeLessThan(events)
    expect([...ids(slow), ...ids(again)]).toEqual(ids(quick))
    expect(stalled).toBe(true)
    expect(heldForSlow).toBeLessThan(8 * MIB)
    expect(heldBytes() - before).toBeLessThan(2 * MIB)
    quick.cut()
    again.cut()
  })

  it('that reads again in time goes on in the same connection, without a gap', { timeout: 60_000 }, async () => {
    const app = await startLive({ slowTimeoutMs: 10_000 })
    const webhook = await app.createWebhook()
    const [slow, quick] = [await openSocket(app), await openSocket(app)]
    for (const client of [slow, quick]) client.subscribe('1', PAYLOADS)
    await until(() => messages(slow).length === 1 && messages(quick).length === 1, 'CONNECTED')

    slow.socket.pause()
    await deliver(app, webhook, 200, BODY)
    await until(() => received(quick).length === 200, 'all events at the quick one')
    slow.socket.resume()
    await deliver(app, webhook, 50, BODY)
    await until(() => received(slow).length === 250 && received(quick).length === 250, 'all events')

    expect(received(slow)).toEqual(received(quick))
    expect(app.live()).toEqual({ groups: 1, subscribers: 2 })
    for (const { socket } of [slow, quick]) socket.terminate()
  })
})

/** Bytes of buffers that are not garbage. */
function heldBytes(): number {
  collectGarbage()
  // What died while a collection was under way is left to the next.
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

/** Looks every few milliseconds. */
function watch(read: () => number): { highest(): number } {
  let highest = read()
  const timer = setInterval(() => (highest = Math.max(highest, read())), 2)
  return {
    highest: () => {
      clearInterval(timer)
      return highest
    },
  }
}

/** Bytes that wait at the server's end of any connection. */
function bufferedByServer({ url }: LiveApp): number {
  const port = Number(new URL(url).port)
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles()
  const sockets = handles.filter((handle) => handle instanceof Socket && handle.localPort === port) as Socket[]
  return Math.max(0, ...sockets.map(({ writableLength }) => writableLength))
}

const messages = (client: SocketClient): Data[] => (client.got.get('1') ?? []).map(({ data }) => data.events)
const received = (client: SocketClient): string[] => messages(client).flatMap((message) => idOf(message))
const idOf = ({ kind, event }: Data): string[] => (kind === 'EVENT_RECEIVED' ? [event.id] : [])
