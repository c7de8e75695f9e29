// From the POST to its 202, and to the frame at each subscriber, at a fixed rate that does not wait for answers.
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { startServer } from './lib/built-server.mjs'
import { body, headers } from './lib/delivery.mjs'
import { startFloor } from './lib/floor.mjs'
import { createKeys } from './lib/keys.mjs'
import { percentile, sleep } from './lib/machine.mjs'
import { subscribe } from './lib/subscriber.mjs'
import { createMeasuredWebhook } from './lib/webhook.mjs'

const RECEIVED = /"kind":"EVENT_RECEIVED","event":\{"id":"([^"]+)"/g
const SETTLE_MS = 500

const TARGETS = { floor: startLiveFloor, hookline: startHookline }

/** `name`: of a target. Times in milliseconds; `lost`: frames that did not come. */
export async function measureLatency({ name, subscribers, perSecond, seconds, warmSeconds }) {
  const target = await TARGETS[name]()
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
  const framesAt = new Map()
  const sockets = []
  for (let i = 0; i < subscribers; i++) sockets.push(await subscribe(target.port, noteFrames(framesAt), { key: await target.keyFor(i) }))
  await drive([], warmSeconds)
  const sent = []
  await drive(sent, seconds)
  await sleep(SETTLE_MS)
  for (const socket of sockets) socket.destroy()
  agent.destroy()
  await target.stop()
  const frames = sent.flatMap(({ eventId, at }) => (framesAt.get(eventId) ?? []).map((frameAt) => frameAt - at))
  const answers = sent.map(({ answeredAt, at }) => answeredAt - at)
  return {
    answerP50: percentile(answers, 0.5),
    answerP99: percentile(answers, 0.99),
    frameP50: percentile(frames, 0.5),
    frameP99: percentile(frames, 0.99),
    lost: sent.length * subscribers - frames.length,
  }

  async function drive(into, forSeconds) {
    const posts = []
    const startedAt = performance.now()
    for (let n = 0; n < forSeconds * perSecond; n++) {
      await sleep(Math.max(0, startedAt + (n * 1000) / perSecond - performance.now()))
      posts.push(post().then((one) => into.push(one)))
    }
    await Promise.all(posts)
  }

  function post() {
    return new Promise((resolve, reject) => {
      const at = performance.now()
      const all = { ...headers, 'content-length': body.length, 'x-github-delivery': randomUUID() }
      const request = http.request(target.url, { agent, method: 'POST', headers: all }, async (response) => {
        const answeredAt = performance.now()
        const chunks = await response.toArray()
        resolve({ at, answeredAt, eventId: JSON.parse(Buffer.concat(chunks)).event_id })
      })
      request.on('error', reject).end(body)
    })
  }
}

async function startHookline() {
  const server = await startServer()
  const webhook = await createMeasuredWebhook(server)
  return { url: server.url + webhook.endpoint, port: server.port, keyFor: createKeys(server), stop: server.stop }
}

async function startLiveFloor() {
  return { ...(await startFloor(new URL('./floors/live.mjs', import.meta.url), [])), keyFor: () => undefined }
}

/** Notes when each event's first frame came; a frame cut between two chunks is put together. */
function noteFrames(framesAt) {
  let tail = ''
  return (bytes) => {
    const at = performance.now()
    const text = tail + bytes.toString('latin1')
    let end = 0
    for (const found of text.matchAll(RECEIVED)) {
      end = found.index + found[0].length
      const times = framesAt.get(found[1])
      if (times) times.push(at)
      else framesAt.set(found[1], [at])
    }
    tail = text.slice(Math.max(end, text.length - 256))
  }
}
