// What one message to many costs at least, and as it is usually wired. node fanout.mjs MODE PORT, with an IPC channel: {publish: n}
// sends one message. raw: one buffer, `send` of the WebSocket library for each. sse: one text, `write` of the response for each.
// yoga: the wiring of its documentation, graphql-ws over `getEnveloped`, which executes for each subscriber.
import { setMaxListeners } from 'node:events'
import http from 'node:http'
import { useServer as serve } from 'graphql-ws/use/ws'
import { createPubSub, createSchema, createYoga } from 'graphql-yoga'
import { WebSocketServer } from 'ws'
import { eventOf, TYPES } from '../lib/live-event.mjs'

const [mode, port] = process.argv.slice(2)
const publish = { raw: startRaw, sse: startSse, yoga: startYoga }[mode]()

process.on('message', ({ publish: number }) =>
  publish({ events: { cursor: `f1.${number}`, kind: 'EVENT_RECEIVED', event: eventOf(number) } }),
)

function startRaw() {
  const sockets = new Set()
  const server = http.createServer()
  const options = { server, path: '/graphql', handleProtocols: () => 'graphql-transport-ws' }
  new WebSocketServer(options).on('connection', (socket) => {
    socket.on('message', (text) => {
      if (JSON.parse(text).type === 'connection_init') socket.send('{"type":"connection_ack"}')
      else sockets.add(socket)
    })
  })
  listen(server)
  return (data) => {
    const bytes = Buffer.from(JSON.stringify({ id: '1', type: 'next', payload: { data } }))
    for (const socket of sockets) socket.send(bytes, { binary: false })
  }
}

function startSse() {
  const responses = new Set()
  listen(
    http.createServer((_, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n')
      responses.add(res)
    }),
  )
  return (data) => {
    const text = `event: next\ndata: ${JSON.stringify({ data })}\n\n`
    for (const response of responses) response.write(text)
  }
}

function startYoga() {
  const target = new EventTarget()
  setMaxListeners(0, target)
  const pubSub = createPubSub({ eventTarget: target })
  const resolvers = { Subscription: { events: { subscribe: () => pubSub.subscribe('event'), resolve: (message) => message } } }
  const yoga = createYoga({ schema: createSchema({ typeDefs: TYPES, resolvers }), logging: false })
  const server = http.createServer(yoga)
  // https://the-guild.dev/graphql/yoga-server/docs/features/subscriptions#graphql-over-websocket-protocol-via-graphql-ws
  const onSubscribe = async (ctx, _id, params) => {
    const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({ ...ctx, req: ctx.extra.request, params })
    const args = { schema, document: parse(params.query), variableValues: params.variables, contextValue: await contextFactory() }
    const errors = validate(args.schema, args.document)
    return errors.length > 0 ? errors : { ...args, rootValue: { execute, subscribe } }
  }
  const wiring = { execute: (args) => args.rootValue.execute(args), subscribe: (args) => args.rootValue.subscribe(args), onSubscribe }
  serve(wiring, new WebSocketServer({ server, path: '/graphql' }))
  listen(server)
  return ({ events }) => pubSub.publish('event', events)
}

function listen(server) {
  server.listen(Number(port), '127.0.0.1', 65_535, () => process.send('listening'))
}
