import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { startHostileIssuer } from '../../fakes/hostile-issuer.ts'
import { type Browser, openBrowser } from '../../helpers/browser.ts'
import { EVENTS, openRaw, type SocketClient, startLive, until } from '../../live/helpers.ts'
import { environment, OIDC, SLOW_START_MS, sessionOf } from './set-up.ts'

const KEY_CHECK_MS = 50

it.each(['signing out', 'an admin', 'its end'])(
  'a session that is over by %s closes its sockets and streams, and no others',
  async (how) => {
    const { app, signIn } = await start()
    const [mine, other] = [await signIn(), await signIn()]
    const [socket, otherSocket] = [await listen(app.url, mine), await listen(app.url, other)]
    const stream = await fetch(`${app.url}/graphql?query=${encodeURIComponent('subscription { feed { cursor } }')}`, {
      headers: { ...sessionOf(mine), accept: 'text/event-stream' },
    })

    if (how === 'signing out') {
      await fetch(`${app.url}/sign-out`, { method: 'POST', headers: { ...sessionOf(mine), origin: app.url }, redirect: 'manual' })
    } else {
      const { people } = await app.graphql('{ people { id } }')
      const end = 'mutation ($id: ID!) { endSessions(personId: $id) { __typename } }'
      if (how === 'an admin') await app.graphql(end, { id: people[0].id })
      else await app.expire()
    }

    expect((await socket.closed).code).toBe(4403)
    await stream.text()
    if (how === 'signing out') {
      await new Promise((resolve) => setTimeout(resolve, 3 * KEY_CHECK_MS))
      expect(otherSocket.socket.readyState).toBe(otherSocket.socket.OPEN)
    } else expect((await otherSocket.closed).code).toBe(4403)
    otherSocket.socket.close()
  },
  SLOW_START_MS,
)

async function start() {
  const issuer = await startHostileIssuer()
  onTestFinished(() => issuer.close())
  const live = await startLive({ keyCheckMs: KEY_CHECK_MS }, environment(issuer.url))
  const app = { ...live, expire }
  return { app, signIn }

  async function signIn(): Promise<Browser> {
    const browser = openBrowser()
    await browser.get(app.url + OIDC, `${app.url}/`)
    return browser
  }

  /** As if the hours had passed. */
  async function expire(): Promise<void> {
    const { default: Database } = await import('better-sqlite3')
    const file = new Database(live.databaseFile)
    file.exec('UPDATE person_sessions SET expires_at = 1')
    file.close()
  }
}

async function listen(url: string, browser: Browser): Promise<SocketClient> {
  const client = openRaw(url, { headers: { ...sessionOf(browser), origin: url } })
  await once(client.socket, 'open')
  client.send({ type: 'connection_init' })
  await until(() => client.got.has('connection_ack'), 'connection_ack')
  client.subscribe('1', EVENTS)
  return client
}
