import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it, onTestFinished } from 'vitest'
import { type Data, deliver, type LiveApp, startLive, until } from '../live/helpers.ts'

const MIB = 1024 * 1024
/** 40 MB in all, far more than the kernel holds for a connection. */
const EVENTS = 400
const BODY = { data: { message: 'x'.repeat(100_000) } }
setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

it('a client of events/stream that stops reading costs bounded memory, is dropped, and misses nothing from its cursor on', {
  timeout: 120_000,
}, async () => {
  const app = await startLive({ slowTimeoutMs: 20_000 })
  const webhook = await app.createWebhook()
  const [slow, quick] = [await openStream(app), await openStream(app)]
  await until(() => slow.cursors.length === 1 && quick.cursors.length === 1, 'both being active')
  // What the server keeps for any load, such as the writer's buffers, is no cost of a slow reader.
  await deliver(app, webhook, EVENTS, BODY)
  await until(() => [slow, quick].every(({ ids }) => ids.length === EVENTS), 'all events at both', 30_000)
  const before = heldBytes()

  slow.res.pause()
  await deliver(app, webhook, EVENTS, BODY)
  await until(() => quick.ids.length === 2 * EVENTS, 'all events at the quick one', 30_000)
  // The receiver lets go of the last bodies some time after they came.
  await until(() => heldBytes() - before < 8 * MIB, 'little being held for the one that stalls', 15_000)
  expect(app.live().subscribers).toBe(2)
  await until(() => app.live().subscribers === 1, 'the slow one being given up', 60_000)
  slow.res.resume()
  await slow.ended
  const again = await openStream(app, slow.cursors.at(-1))
  await until(() => slow.ids.length + again.ids.length >= 2 * EVENTS, 'the rest', 20_000)

  expect(slow.ids.length).toBeLessThan(2 * EVENTS)
  expect([...slow.ids, ...again.ids]).toEqual(quick.ids)
  await until(() => heldBytes() - before < 2 * MIB, 'nothing being held for it any more')
})

/** A client that reads its stream by itself, and can stop doing so. */
async function openStream(app: LiveApp, cursor: string | null = null) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'events/stream', params: { name: 'event.received', cursor } })
  const headers = {
    authorization: `Bearer ${app.key}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-11-25',
  }
  const req = request(`${app.url}/mcp`, { method: 'POST', headers }).end(body)
  onTestFinished(() => void req.destroy())
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  const [ids, cursors]: [string[], string[]] = [[], []]
  let text = ''
  res.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop()!
    for (const { method, params } of blocks.flatMap(messageIn)) {
      if (params?.cursor) cursors.push(params.cursor)
      if (method === 'notifications/events/event') ids.push(params.eventId)
    }
  })
  const ended = new Promise<void>((resolve) => res.on('close', () => resolve()).on('error', () => {}))
  return { res, ids, cursors, ended }
}

function messageIn(block: string): Data[] {
  const [, data] = /^data: (.+)$/m.exec(block) ?? []
  return data ? [JSON.parse(data)] : []
}

/** Bytes of buffers that are not garbage. */
function heldBytes(): number {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}
