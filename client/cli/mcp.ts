import type { Readable, Writable } from 'node:stream'
import { type JSONRPCMessage, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio'

export interface McpBridgeOptions {
  /** The server's address, for example `http://127.0.0.1:8000`. */
  url: string
  /** An API key; its rights are the client's. */
  key: string
  /** Offers and carries out only what reads. Default: false. */
  readOnly?: boolean
  /** Default: the process' own. */
  input?: Readable
  output?: Writable
  /** Told what went wrong, for a person. Default: stderr, which clients keep as the program's log. */
  say?(text: string): void
}

type Id = string | number

/** JSON-RPC's code for what a server may name itself. */
const BRIDGE_FAILED = -32000

/**
 * Hands the messages of a client that speaks over standard input and output on to the server's /mcp, and back, until the
 * client closes its end. A request that does not reach the server is answered with an error, so that no client waits.
 */
export async function serveMcpOverStdio(options: McpBridgeOptions): Promise<void> {
  const say = options.say ?? ((text) => process.stderr.write(`${text}\n`))
  const input = options.input ?? process.stdin
  const local = new StdioServerTransport(input, options.output)
  const remote = new StreamableHTTPClientTransport(endpointOf(options), {
    requestInit: { headers: { authorization: `Bearer ${options.key}` } },
  })
  /** Requests without an answer yet; aborting one lets the server stop working for it. */
  const open = new Map<Id, AbortController>()
  /** The request that says which version of the protocol is spoken. */
  let initializeId: Id | undefined
  const ended = new Promise<void>((resolve) => {
    local.onclose = resolve
    input.once('end', resolve)
    input.once('close', resolve)
  })

  local.onmessage = (message) => void forward(message as JSONRPCMessage)
  remote.onmessage = (message) => void backward(message)
  local.onerror = (error) => say(error.message)
  await remote.start()
  await local.start()
  await ended
  for (const abort of open.values()) abort.abort()
  await Promise.all([local.close(), remote.close()])

  async function forward(message: JSONRPCMessage): Promise<void> {
    if ('method' in message && message.method === 'notifications/cancelled') return cancel(message.params?.requestId as Id)
    const id = 'method' in message && 'id' in message ? message.id : undefined
    if (id === undefined) return remote.send(message).catch((error: Error) => say(error.message))
    if ('method' in message && message.method === 'initialize') initializeId = id
    const abort = new AbortController()
    open.set(id, abort)
    const lost = (reason: string) => fail(id, reason)
    await remote
      .send(message, { requestSignal: abort.signal, onRequestStreamEnd: () => lost('The server broke the answer off') })
      .catch((error: Error) => lost(wordsFor(error)))
  }

  async function backward(message: JSONRPCMessage): Promise<void> {
    if (!('method' in message) && message.id !== undefined) {
      open.delete(message.id)
      const version = 'result' in message && message.id === initializeId ? message.result.protocolVersion : undefined
      if (typeof version === 'string') remote.setProtocolVersion(version)
    }
    await local.send(message).catch((error: Error) => say(error.message))
  }

  /** The server has no session in which it could find the request: it learns by the end of the connection. */
  function cancel(id: Id): void {
    open.get(id)?.abort()
    open.delete(id)
  }

  function fail(id: Id, reason: string): void {
    // Cancelled, or answered already.
    if (!open.delete(id)) return
    say(reason)
    void backward({ jsonrpc: '2.0', id, error: { code: BRIDGE_FAILED, message: reason } })
  }
}

function endpointOf({ url, readOnly }: McpBridgeOptions): URL {
  return new URL(`${url.replace(/\/+$/, '')}/mcp${readOnly ? '?readonly=1' : ''}`)
}

function wordsFor(error: Error & { status?: number }): string {
  if (error.name === 'UnauthorizedError' || error.status === 401) return 'The server does not know the API key'
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `The server could not be asked: ${error.message}${cause}`
}
