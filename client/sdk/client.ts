import { readServerSentEvents } from './server-sent-events.ts'

/** A GraphQL document as text, with the types of what it answers and what it takes; as in generated/graphql.ts. */
export interface TypedDocument<Result, Variables> {
  toString(): string
  __apiType?: (variables: Variables) => Result
}

export interface ClientOptions {
  /** The server's address, for example `http://127.0.0.1:8000`. */
  url: string
  /** An API key. */
  key: string
  /** Default: the global one. */
  fetch?: typeof fetch
}

export interface StreamOptions {
  /** A FeedCursor to resume behind; left out: from now on. */
  after?: string
  /** Ends the stream. */
  signal?: AbortSignal
}

/** One thing wrong with an input: where, and what was expected. */
export interface InputIssue {
  path: string[]
  message: string
}

/** The server said no. `code` is stable: `not_found`, `conflict`, `BAD_USER_INPUT`; `docs/integrators.md` lists them. */
export class HooklineError extends Error {
  override readonly name = 'HooklineError'
  readonly code: string
  /** Set where an input was wrong. */
  readonly issues: readonly InputIssue[]

  constructor({ code, message, issues = [] }: { code: string; message: string; issues?: readonly InputIssue[] }) {
    super(message)
    this.code = code
    this.issues = issues
  }
}

type Failure = { __typename: 'InvalidInput' | 'NotFound' | 'Forbidden' | 'Conflict' | 'ProviderFailure' | 'Proposed' }
/** A result without the failures that `request` throws. */
export type Succeeded<Result> = { [Field in keyof Result]: Exclude<Result[Field], Failure> }

export interface Client {
  /**
   * Sends a query or mutation.
   * @throws {HooklineError} also where a mutation's result is one of the failures of its union
   */
  request<Result, Variables>(document: TypedDocument<Result, Variables>, variables: Variables): Promise<Succeeded<Result>>
  /**
   * A live stream, until `signal` or a `break` ends it. It reconnects by itself and goes on behind the last message; each
   * connection begins with a CONNECTED message.
   * @throws {HooklineError} when the server refuses the subscription: trying again would not help
   */
  subscribe<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    options?: StreamOptions,
  ): AsyncGenerator<Result, void>
}

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 15_000
const FAILURES = new Set(['InvalidInput', 'NotFound', 'Forbidden', 'Conflict', 'ProviderFailure', 'Proposed'])

interface Answer {
  data?: Record<string, unknown> | null
  errors?: { message: string; extensions?: { code?: string; issues?: InputIssue[] } }[]
}

export function createClient({ url, key, fetch = globalThis.fetch }: ClientOptions): Client {
  const endpoint = `${url.replace(/\/+$/, '')}/graphql`
  return { request, subscribe }

  async function request<Result, Variables>(document: TypedDocument<Result, Variables>, variables: Variables): Promise<Succeeded<Result>> {
    const response = await post(document, variables, { accept: 'application/json' })
    const answer = await readAnswer(response)
    throwErrors(answer)
    for (const value of Object.values(answer.data ?? {})) throwFailure(value)
    return answer.data as Succeeded<Result>
  }

  async function* subscribe<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    options: StreamOptions = {},
  ): AsyncGenerator<Result, void> {
    const { signal } = options
    let cursor = options.after
    let waitMs = FIRST_WAIT_MS
    while (!signal?.aborted) {
      try {
        const headers = { accept: 'text/event-stream', ...(cursor !== undefined && { 'last-event-id': cursor }) }
        for await (const { id, data } of readServerSentEvents(await openStream(document, variables, headers, signal))) {
          const answer: Answer = JSON.parse(data)
          throwErrors(answer)
          cursor = id ?? cursor
          waitMs = FIRST_WAIT_MS
          yield answer.data as Result
        }
      } catch (error) {
        if (signal?.aborted) return
        if (error instanceof HooklineError) throw error
      }
      await wait(waitMs * (0.5 + Math.random() / 2), signal)
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
    }
  }

  /** @throws {HooklineError} when the answer is a refusal; any other error when it may go better next time */
  async function openStream(
    document: TypedDocument<unknown, never>,
    variables: unknown,
    headers: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Response> {
    const response = await post(document, variables, headers, signal)
    if (response.ok && response.headers.get('content-type')?.startsWith('text/event-stream')) return response
    if (response.status === 429 || response.status >= 500) throw new Error(`The server answered ${response.status}`)
    throwErrors(await readAnswer(response))
    throw new HooklineError({ code: 'no_stream', message: `The server answered ${response.status} and no stream` })
  }

  function post(
    document: TypedDocument<unknown, never>,
    variables: unknown,
    headers: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Response> {
    const body = JSON.stringify({ query: document.toString(), variables })
    return fetch(endpoint, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body,
      signal,
    })
  }
}

/** GraphQL's answer, or the server's `{error: {code, message}}` thrown. */
async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text()
  const answer = parse(text)
  if (answer?.error) throw new HooklineError(answer.error)
  if (answer?.data !== undefined || answer?.errors) return answer
  throw new HooklineError({ code: 'no_answer', message: `The server answered ${response.status} and nothing that can be read` })
}

function parse(text: string): (Answer & { error?: { code: string; message: string; issues?: InputIssue[] } }) | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function throwErrors({ errors: [error] = [] }: Answer): void {
  if (error)
    throw new HooklineError({ code: error.extensions?.code ?? 'GRAPHQL_ERROR', message: error.message, issues: error.extensions?.issues })
}

function throwFailure(value: unknown): void {
  const result = value as ({ __typename?: string } & ConstructorParameters<typeof HooklineError>[0]) | null
  if (result?.__typename && FAILURES.has(result.__typename)) throw new HooklineError(result)
}

/** Ends early when the signal does. */
function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })
}
