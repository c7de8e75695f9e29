import { type Client, createClient } from 'graphql-ws'
import { type Answer, type Carrier, HooklineError, UnauthenticatedError, UnavailableError } from '../../sdk/index.ts'

/** The server's close codes that say: come back with another session, or not at all. */
const UNAUTHENTICATED = [4401, 4403]
const KEEP_ALIVE_MS = 12_000

/** All streams of a page over one WebSocket, of which browsers open far more than event streams. */
export function overWebSocket(origin: string): Carrier {
  const socket = createClient({
    url: `${origin.replace(/^http/, 'ws')}/graphql`,
    keepAlive: KEEP_ALIVE_MS,
    // The SDK comes back by itself, with its cursor.
    retryAttempts: 0,
    lazyCloseTimeout: 1000,
  })
  return (operation, cursor, signal) => carry(socket, { ...operation, cursor }, signal)
}

async function* carry(
  socket: Client,
  { query, variables, cursor }: { query: string; variables: unknown; cursor?: string },
  signal?: AbortSignal,
) {
  const results = socket.iterate<Answer['data']>({
    query,
    variables: { ...(variables as object), ...(cursor !== undefined && { after: cursor }) },
  })
  const end = () => void results.return?.()
  signal?.addEventListener('abort', end)
  try {
    for await (const result of results) {
      const answer = result as Answer
      yield { answer, cursor: cursorOf(answer) }
    }
  } catch (error) {
    throw toError(error)
  } finally {
    signal?.removeEventListener('abort', end)
  }
}

/** Every stream has one field, and each of its messages says where it stands. */
function cursorOf({ data }: Answer): string | undefined {
  const [message] = Object.values(data ?? {}) as [{ cursor?: string }?]
  return message?.cursor
}

/** A socket's end is a CloseEvent, a refusal a list of GraphQL errors. */
function toError(cause: unknown): HooklineError {
  if (Array.isArray(cause))
    return new HooklineError({ code: String(cause[0]?.extensions?.code ?? 'GRAPHQL_ERROR'), message: String(cause[0]?.message) })
  const { code, reason } = cause as Partial<CloseEvent>
  if (code !== undefined && UNAUTHENTICATED.includes(code))
    return new UnauthenticatedError({ code: 'unauthenticated', message: 'The session has ended' })
  return new UnavailableError({ code: 'unreachable', message: `The connection was lost${reason ? `: ${reason}` : ''}`, cause })
}
