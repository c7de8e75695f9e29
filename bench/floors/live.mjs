// What it costs at least to tell many of a delivery: F2 of ingest.mjs, and after the commit one frame, made once, written to each socket
// that has subscribed. node live.mjs PORT DATABASE
import http from 'node:http'
import { WebSocketServer } from 'ws'
import { isSigned } from '../lib/delivery.mjs'
import { inGroups, newId } from './groups.mjs'
import { openWriter } from './sqlite.mjs'

const [port, database] = process.argv.slice(2)
const store = inGroups(openWriter(database))
const sockets = new Set()

const server = http.createServer((req, res) => {
  const chunks = []
  req.on('data', (chunk) => chunks.push(chunk))
  req.on('end', async () => {
    const raw = Buffer.concat(chunks)
    if (!isSigned(raw, req.headers['x-hub-signature-256'])) return res.writeHead(401).end()
    const text = raw.toString('utf8')
    const body = JSON.parse(text)
    const id = newId()
    await store([id, 'github-issues-001', 'github', `issues.${body.action}`, text, null, null, 0, Date.now()])
    res.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ event_id: id }))
    tell({ cursor: id, kind: 'EVENT_RECEIVED', event: { id, eventType: `issues.${body.action}`, status: 'PROCESSED' } })
  })
})
new WebSocketServer({ server, path: '/graphql', handleProtocols: () => 'graphql-transport-ws' }).on('connection', (socket) => {
  socket.on('close', () => sockets.delete(socket))
  socket.on('message', (text) => {
    if (JSON.parse(text).type === 'connection_init') socket.send('{"type":"connection_ack"}')
    else sockets.add(socket)
  })
})
server.listen(Number(port), '127.0.0.1', () => console.log('listening'))

function tell(events) {
  const frame = frameOf(Buffer.from(JSON.stringify({ id: '1', type: 'next', payload: { data: { events } } })))
  for (const { _socket: socket } of sockets) socket.write(frame)
}

/** A text frame of at least 126 bytes. */
function frameOf(bytes) {
  return Buffer.concat([Buffer.from([0x81, 126, bytes.length >> 8, bytes.length & 255]), bytes])
}
