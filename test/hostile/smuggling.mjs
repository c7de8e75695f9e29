// Smuggling: whatever is sent through a proxy, the proxy and the server see the same number of requests. Each delivery that
// the server stores must have been answered to the sender by the proxy, and none that was hidden in another.
import Sqlite from 'better-sqlite3'
import { createWebhook, startServer } from '../../bench/lib/built-server.mjs'
import { sleep } from '../../bench/lib/machine.mjs'
import { runAlone } from '../fault/lib/checks.mjs'
import { startHaproxy, startNginx } from './lib/proxies.mjs'
import { inChunks, plain, smuggled } from './lib/smuggled.mjs'
import { exchange } from './lib/wire.mjs'

const SETTLE_MS = 100

export async function smuggling({ check }) {
  const server = await startServer({ env: { TRUSTED_PROXIES: '127.0.0.1', REFUSED_PER_MINUTE: '0' } })
  const proxies = [await startNginx(server.port), await startHaproxy(server.port)]
  const db = new Sqlite(server.databaseFile, { readonly: true })
  const stored = () => db.prepare('SELECT count(*) FROM webhook_events').pluck().get()
  const open = { provider: 'CUSTOM', allowUnsigned: true }
  const { endpoint } = await createWebhook(server, { ...open, name: 'open' })
  const guarded = await createWebhook(server, { ...open, name: 'guarded', allowedIps: ['127.0.0.5'] })

  for (const { name, port } of [{ name: 'no proxy', port: server.port }, ...proxies]) {
    for (const [what, make] of Object.entries({ 'a body': plain, 'a body in chunks': inChunks })) {
      const { answered, added } = await send(port, make(endpoint))
      check(answered === 1 && added === 1, `${name}: ${what} is one delivery`)
    }
    const two = await send(port, plain(endpoint) + inChunks(endpoint))
    check(two.answered === 2 && two.added === 2, `${name}: two at once are two deliveries`)
    for (const what of Object.keys(smuggled(endpoint))) {
      // Made anew each time: what was delivered before would count as a repeat.
      const { answered, added, statuses } = await send(port, smuggled(endpoint)[what])
      check(added === answered, `${name}: ${what}: ${added} stored, answered ${statuses.join(' ') || 'by closing'}`)
    }
  }
  for (const { name, port } of proxies) {
    const forged = (bytes) => bytes.replace('\r\n', '\r\nX-Forwarded-For: 127.0.0.5\r\n')
    const [mine] = await exchange(port, plain(guarded.endpoint), { from: '127.0.0.5' })
    const [others] = await exchange(port, forged(plain(guarded.endpoint)), { from: '127.0.0.6' })
    check(mine === 202 && others === 403, `${name}: the sender's address is the one that it has heard (${mine}, ${others})`)
  }

  db.close()
  for (const { stop } of proxies) await stop()
  await server.stop()

  async function send(port, bytes) {
    const before = stored()
    const statuses = await exchange(port, Buffer.from(bytes, 'latin1'))
    await sleep(SETTLE_MS)
    return { statuses, answered: statuses.filter((status) => status < 300).length, added: stored() - before }
  }
}

await runAlone(import.meta.url, smuggling)
