import { type ExecutionResult, GraphQLError } from 'graphql'
import { CloseCode, MessageType, parseMessage, type SubscribeMessage, type SubscribePayload } from 'graphql-ws'
import { LiveSubscription } from '../graphql/live/subscription.ts'
import { attachToSocket } from '../graphql/live/websocket.ts'
import type { Operation, TransportSocket } from './transport-socket.ts'

/** What the protocol asks the server for. */
export interface Answering {
  /** Whether whoever sent these may come in. It may close the socket itself. */
  letIn(socket: TransportSocket, params: Readonly<Record<string, unknown>> | undefined): Promise<boolean>
  /** Runs an operation; errors: it was not run. */
  run(socket: TransportSocket, payload: SubscribePayload): Promise<Ran>
}
export type Ran = ExecutionResult | Stream | GraphQLError[]
/** A live subscription, or one that is executed for its caller alone. */
type Stream = AsyncIterable<ExecutionResult> & { return?(): Promise<unknown> }

const MAX_OPERATIONS = 100
/** A close's reason has room for 123 bytes: https://www.rfc-editor.org/rfc/rfc6455#section-5.5 */
const SHOWN_ID_CHARS = 20
/** The protocol has no code for it; by this one clients know that coming back at once does not help. */
export const TOO_MANY = CloseCode.TooManyInitialisationRequests

/**
 * The server's side of graphql-transport-ws: one message of a client.
 * https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 * Unlike graphql-ws's own server nothing waits for the end of a live subscription.
 */
export async function hear(answering: Answering, socket: TransportSocket, text: string): Promise<void> {
  const message = read(text)
  switch (message?.type) {
    case MessageType.ConnectionInit:
      return greet(answering, socket, message.payload)
    case MessageType.Ping:
      return socket.say({ type: MessageType.Pong, payload: message.payload ?? undefined })
    case MessageType.Pong:
      return
    case MessageType.Subscribe:
      return operate(answering, socket, message)
    case MessageType.Complete:
      return stop(socket, message.id)
    default:
      socket.close(CloseCode.BadRequest, 'Invalid message received')
  }
}

function read(text: string) {
  try {
    return parseMessage(text)
  } catch {
    return null
  }
}

async function greet(answering: Answering, socket: TransportSocket, params?: Record<string, unknown> | null): Promise<void> {
  if (socket.hasGreeted) return socket.close(TOO_MANY, 'Too many initialisation requests')
  socket.hasGreeted = true
  clearTimeout(socket.untilInit)
  socket.untilInit = undefined
  if (!(await answering.letIn(socket, params ?? undefined))) return socket.close(CloseCode.Forbidden, 'Forbidden')
  socket.isLetIn = true
  await socket.say({ type: MessageType.ConnectionAck })
}

async function operate(answering: Answering, socket: TransportSocket, { id, payload }: SubscribeMessage): Promise<void> {
  if (!socket.isLetIn) return socket.close(CloseCode.Unauthorized, 'Unauthorized')
  if (socket.operation(id))
    return socket.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id.slice(0, SHOWN_ID_CHARS)} already exists`)
  if (socket.operations.length >= MAX_OPERATIONS) return socket.close(TOO_MANY, `More than ${MAX_OPERATIONS} operations on one socket`)
  const operation = socket.begin(id)
  try {
    await answer(socket, operation, await answering.run(socket, payload))
  } finally {
    // A live subscription stays until its client, its socket or itself ends it.
    if (!(operation.source instanceof LiveSubscription)) socket.forget(operation)
  }
}

async function answer(socket: TransportSocket, operation: Operation, ran: Ran): Promise<void> {
  const { id } = operation
  const isWanted = socket.operations.includes(operation)
  if (Array.isArray(ran)) return sayError(socket, operation, ran)
  if (isStream(ran)) {
    // Its client may have ended it while it was made.
    if (!isWanted) return void (await ran.return?.())
    operation.source = ran
    if (ran instanceof LiveSubscription) return attach(socket, id, ran)
    await passOn(socket, operation, ran)
  } else if (isWanted) await socket.say({ id, type: MessageType.Next, payload: ran })
  if (socket.forget(operation)) await socket.say({ id, type: MessageType.Complete })
}

function attach(socket: TransportSocket, id: string, subscription: LiveSubscription): void {
  if (socket.operations.length === 1) socket.abort = null
  attachToSocket(subscription, socket, id)
}

/** Each result when the one before is written. */
async function passOn(socket: TransportSocket, operation: Operation, stream: Stream): Promise<void> {
  try {
    for await (const payload of stream) await socket.say({ id: operation.id, type: MessageType.Next, payload })
  } catch (error) {
    const originalError = error as Error
    await sayError(socket, operation, [new GraphQLError(originalError.message, { originalError })])
  }
}

/** The last that is said of an operation. */
async function sayError(socket: TransportSocket, operation: Operation, errors: readonly GraphQLError[]): Promise<void> {
  if (socket.forget(operation)) await socket.say({ id: operation.id, type: MessageType.Error, payload: errors })
}

async function stop(socket: TransportSocket, id: string): Promise<void> {
  const operation = socket.operation(id)
  if (!operation) return
  socket.forget(operation)
  await operation.source?.return?.()
}

function isStream(ran: ExecutionResult | Stream): ran is Stream {
  return Symbol.asyncIterator in ran
}
