import { readAnswer, throwErrors, throwFailures } from './answer.ts'
import { type Carrier, overServerSentEvents } from './carrier.ts'
import { HooklineError, UnavailableError, unreachable } from './errors.ts'
import { createDeadline, createWaits, wait } from './waiting.ts'

/** A GraphQL document as text, with the types of what it answers and what it takes; as in generated/graphql.ts. */
export interface TypedDocument<Result, Variables> {
  toString(): string
  __apiType?: (variables: Variables) => Result
}

export interface ClientOptions {
  /** The server's address, for example `http://127.0.0.1:8000`. */
  url: string
  /** An API key. Left out: a browser's session, where the page comes from the server. */
  key?: string
  /** Default: the global one. */
  fetch?: typeof fetch
  /** How live streams are carried. Default: by server-sent events, of which browsers open six to a server. */
  carrier?: Carrier
}

export interface RequestOptions {
  /** Ends the request; it then throws the signal's reason. */
  signal?: AbortSignal
  /** How long the server may take. Default: 30,000. */
  timeoutMs?: number
  /**
   * What makes a mutation be carried out once, however often it is sent: 1 to 200 printable characters, remembered for 24
   * hours. Null: none. Default: with `retry` one is made.
   */
  idempotencyKey?: string | null
  /**
   * Sends it again for as long as the server cannot be reached or is busy, until `signal` ends. Default: false. A function is
   * told of each failure, and after how many milliseconds it is tried again.
   */
  retry?: boolean | ((error: UnavailableError, waitMs: number) => void)
}

export interface StreamOptions {
  /** A FeedCursor to resume behind; left out: from now on. */
  after?: string | null
  /** Ends the stream. */
  signal?: AbortSignal
  /** Told when the connection was lost or could not be made, and after how many milliseconds it is tried again. */
  onRetry?(error: unknown, waitMs: number): void
}

type FailureMember = { __typename: 'InvalidInput' | 'NotFound' | 'Forbidden' | 'Conflict' | 'ProviderFailure' | 'Proposed' }
/** A result without the failures that `request` throws. */
export type Succeeded<Result> = { [Field in keyof Result]: Exclude<Result[Field], FailureMember> }

export interface Client {
  /**
   * Sends a query or mutation.
   * @throws {HooklineError} also where a mutation's result is one of the failures of its union
   */
  request<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    options?: RequestOptions,
  ): Promise<Succeeded<Result>>
  /**
   * A live stream, until `signal` or a `break` ends it. It reconnects by itself and goes on behind the last message; each
   * connection begins with a CONNECTED message. A back-test (`PreviewStreamDocument`) has an end, and ends the stream with it; when
   * its connection breaks, it begins anew.
   * @throws {HooklineError} when the server refuses the subscription: trying again would not help
   */
  subscribe<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    options?: StreamOptions,
  ): AsyncGenerator<Result, void>
}

/** How long a request may take. */
const TIMEOUT_MS = 30_000

export function createClient({ url, key, fetch = globalThis.fetch, carrier }: ClientOptions): Client {
  const endpoint = `${url.replace(/\/+$/, '')}/graphql`
  const authorization: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` }
  const carry = carrier ?? overServerSentEvents(post)
  return { request, subscribe }

  async function request<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    { retry = false, idempotencyKey = retry ? makeKey() : null, ...options }: RequestOptions = {},
  ): Promise<Succeeded<Result>> {
    const body = JSON.stringify(operationOf(document, variables))
    const waits = createWaits()
    for (;;) {
      try {
        return (await send(body, idempotencyKey, options)) as Succeeded<Result>
      } catch (error) {
        if (!retry || !(error instanceof UnavailableError)) throw error
        const waitMs = waits.next(error.retryAfterSeconds)
        if (typeof retry === 'function') retry(error, waitMs)
        await wait(waitMs, options.signal)
        options.signal?.throwIfAborted()
      }
    }
  }

  async function send(body: string, key: string | null, { signal, timeoutMs = TIMEOUT_MS }: RequestOptions): Promise<unknown> {
    const deadline = createDeadline(timeoutMs, signal)
    try {
      const headers = { accept: 'application/json', ...(key !== null && { 'idempotency-key': key }) }
      const answer = await readAnswer(await post(body, headers, deadline.signal))
      throwErrors(answer)
      throwFailures(answer)
      return answer.data
    } catch (error) {
      signal?.throwIfAborted()
      throw error instanceof HooklineError ? error : unreachable(error)
    } finally {
      deadline.end()
    }
  }

  async function* subscribe<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    { after, signal, onRetry }: StreamOptions = {},
  ): AsyncGenerator<Result, void> {
    const operation = operationOf(document, variables)
    const waits = createWaits()
    let cursor = after ?? undefined
    while (!signal?.aborted) {
      try {
        for await (const message of carry(operation, cursor, signal)) {
          throwErrors(message.answer)
          cursor = message.cursor ?? cursor
          waits.reset()
          yield message.answer.data as Result
        }
        return
      } catch (error) {
        if (signal?.aborted) return
        if (error instanceof HooklineError && !(error instanceof UnavailableError)) throw error
        const waitMs = waits.next(error instanceof UnavailableError ? error.retryAfterSeconds : 0)
        onRetry?.(error, waitMs)
        await wait(waitMs, signal)
      }
    }
  }

  function post(body: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    return fetch(endpoint, { method: 'POST', headers: { ...headers, ...authorization, 'content-type': 'application/json' }, body, signal })
  }
}

function operationOf(document: { toString(): string }, variables: unknown) {
  return { query: document.toString(), variables }
}

/** Not crypto.randomUUID, which browsers have on secure pages only. */
function makeKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
