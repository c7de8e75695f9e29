// Subscribers that come and go, half of them over WebSockets and half over server-sent events, in a process of their own.
// node comers.mjs PORT COUNT, with an IPC channel. Says 'ready' when all are there; told 'stay', all come back and none leaves;
// told 'tell', it says {heard, comings}: for each the messages that it was sent, and how often one came.
import { sleep } from './machine.mjs'
import { subscribe, subscribeSse } from './subscriber.mjs'

const QUERY = 'subscription ($after: FeedCursor) { events(after: $after) { cursor kind } }'
const MESSAGE = /"cursor":"([^"]+)","kind":"(\w+)"/g
/** Longer than what is cut off at a chunk's end: a cursor and a kind. */
const TAIL_CHARACTERS = 120
const [STAYS_MS, AWAY_MS, LOOKS_MS] = [10_000, 2000, 50]

const [port, count] = process.argv.slice(2).map(Number)
let staying = false
let comings = 0
const comers = Array.from({ length: count }, (_, i) => createComer(i % 2 === 0 ? subscribe : subscribeSse))

process.on('message', (message) => {
  if (message === 'stay') staying = true
  else process.send({ heard: comers.map(({ heard }) => heard), comings })
})
while (comers.some(({ cursor }) => cursor === null)) await sleep(LOOKS_MS)
process.send('ready')
for (const comer of comers) void comeAndGo(comer)

/** It comes back with its last cursor, so that over all its stays it is sent everything, once. */
function createComer(open) {
  const comer = { heard: 0, cursor: null, socket: null, come }
  void come()
  return comer

  async function come() {
    comings++
    comer.socket = await open(port, readerFor(comer), { query: QUERY, variables: { after: comer.cursor } })
  }
}

async function comeAndGo(comer) {
  for (;;) {
    await unlessStaying(STAYS_MS * Math.random())
    if (staying) return
    comer.socket.destroy()
    await unlessStaying(AWAY_MS * Math.random())
    await comer.come()
  }
}

async function unlessStaying(ms) {
  for (const until = performance.now() + ms; performance.now() < until && !staying; ) await sleep(LOOKS_MS)
}

function readerFor(comer) {
  let tail = ''
  return (bytes) => {
    const text = tail + bytes.toString('latin1')
    let end = 0
    for (const found of text.matchAll(MESSAGE)) {
      end = found.index + found[0].length
      comer.cursor = found[1]
      if (found[2].startsWith('EVENT_')) comer.heard++
      else if (found[2] !== 'CONNECTED') throw new Error(`a subscriber was sent ${found[2]}`)
    }
    tail = text.slice(Math.max(end, text.length - TAIL_CHARACTERS))
  }
}
