// A subscriber on a bare socket: graphql-transport-ws, and no more parsing than counting needs, so that the client's own
// cost does not stand in the figures.
import { randomBytes } from 'node:crypto'
import net from 'node:net'
import { ADMIN_KEY } from './built-server.mjs'

const QUERY = 'subscription { events { cursor kind event { id eventType status } } }'
const HEADERS_END = '\r\n\r\n'
const RECEIVED = Buffer.from('"kind":"EVENT_RECEIVED"')

/** Opens one. `onChunk(bytes)` sees what arrives after the subscription was made. */
export function subscribe(port, onChunk, { query = QUERY, variables = {}, key = ADMIN_KEY } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1').setNoDelay(true)
    let state = 'upgrading'
    socket.on('error', reject)
    socket.on('data', (bytes) => {
      if (state === 'open') return onChunk(bytes)
      if (state === 'upgrading' && bytes.includes(' 101 ')) {
        state = 'greeting'
        socket.write(frame({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }))
      } else if (bytes.includes('connection_ack')) {
        state = 'open'
        socket.write(frame({ id: '1', type: 'subscribe', payload: { query, variables } }))
        resolve(socket)
      }
    })
    socket.write(
      `GET /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n` +
        `sec-websocket-protocol: graphql-transport-ws\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    )
  })
}

/** The same over server-sent events. */
export function subscribeSse(port, onChunk, { query = QUERY, variables = {}, key = ADMIN_KEY } = {}) {
  const body = JSON.stringify({ query, variables })
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1').setNoDelay(true)
    let isOpen = false
    socket.on('error', reject)
    socket.on('data', (bytes) => {
      if (isOpen) return onChunk(bytes)
      isOpen = true
      if (!bytes.includes(' 200 ')) return reject(new Error(`no stream: ${bytes}`))
      resolve(socket)
      // The first messages may have come with the headers.
      onChunk(bytes.subarray(bytes.indexOf(HEADERS_END) + HEADERS_END.length))
    })
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\naccept: text/event-stream\r\n` +
        `authorization: Bearer ${key}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  })
}

/** Counts messages of received events, or those with another mark, in what comes, also where one is cut between two chunks. */
export function createCounter(mark = RECEIVED) {
  let tail = Buffer.alloc(0)
  const counter = { received: 0, take }
  return counter

  function take(bytes) {
    const all = tail.length > 0 ? Buffer.concat([tail, bytes]) : bytes
    let at = 0
    for (let hit = all.indexOf(mark); hit >= 0; hit = all.indexOf(mark, at)) {
      counter.received++
      at = hit + mark.length
    }
    tail = Buffer.from(all.subarray(Math.max(at, all.length - mark.length + 1)))
  }
}

/** A client's text frame, masked with zeros. */
function frame(message) {
  const text = Buffer.from(JSON.stringify(message))
  const length = text.length < 126 ? [0x80 | text.length] : [0xfe, text.length >> 8, text.length & 255]
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), text])
}
