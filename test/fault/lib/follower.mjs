// A subscriber that loses its server again and again, and resumes by its last cursor.
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { ADMIN_KEY } from '../../../bench/lib/built-server.mjs'

const QUERY = 'subscription ($after: FeedCursor) { events(after: $after) { cursor kind event { id } } }'
const RETRY_MS = 50

/** `received`: ids of events in the order in which EVENT_RECEIVED came; `truncated`: how often something was missed. */
export function follow(port) {
  const follower = { received: [], truncated: 0, connections: 0, stop }
  let after = null
  let client = null
  let stopped = false
  connect()
  return follower

  function connect() {
    if (stopped) return
    client = createClient({
      url: `ws://127.0.0.1:${port}/graphql`,
      webSocketImpl: WebSocket,
      lazy: false,
      retryAttempts: 0,
      onNonLazyError: () => {},
      connectionParams: { authorization: `Bearer ${ADMIN_KEY}` },
    })
    follower.connections++
    const again = () => setTimeout(connect, RETRY_MS)
    client.subscribe({ query: QUERY, variables: { after } }, { next: take, error: again, complete: again })
  }

  function take({ data: { events } }) {
    after = events.cursor
    if (events.kind === 'TRUNCATED') follower.truncated++
    if (events.kind === 'EVENT_RECEIVED') follower.received.push(events.event.id)
  }

  function stop() {
    stopped = true
    client.terminate()
  }
}
