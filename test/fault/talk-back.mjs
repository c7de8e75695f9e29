// kill -9 at every stage of an action: when the provider has the request and nothing is done yet, when it is done and not
// yet answered, and right after the answer. A comment stands there once; a forward, about which nobody can be asked, arrives
// twice at most, under one id.
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import http from 'node:http'
import { createWebhook, newDataDir, startServer } from '../../bench/lib/built-server.mjs'
import { sleep } from '../../bench/lib/machine.mjs'
import { freePort } from '../../scripts/ports.mjs'
import { runAlone } from './lib/checks.mjs'
import { send } from './lib/senders.mjs'
import { integrity, withCopy } from './lib/store.mjs'

await import('../../scripts/typescript.mjs')
const { startFakeGithub, commentDelivery } = await import('../fakes/github.ts')
const { readMark } = await import('../../src/providers/mark.ts')
const { sign } = await import('../../src/providers/signature.ts')
const { providers } = await import('../../src/providers/index.ts')

const STAGES = ['before', 'done', 'answered']
const ROUNDS = 2
/** How many actions are under way when the server dies. */
const TOGETHER = 3
/** A lease that a dead process has held lasts 20 s; then comes the next sweep. */
const SETTLE_MS = 45_000
const COMMANDS = (sink) => [
  { trigger: 'issue_comment.created', action: 'COMMENT', template: 'Seen {{comment.id}}' },
  { trigger: 'issue_comment.created', action: 'FORWARD', target: sink },
]

export async function talkBack({ check, none }) {
  const [dataDir, port] = [newDataDir(), await freePort()]
  const outside = await startOutside()
  const start = () => startServer({ dataDir, port, env: { EGRESS_ALLOW: '127.0.0.1', BREAKER_THREAD_ACTIONS: '1000' } })
  let server = await start()
  const credentials = { token: 'ghp_good', baseUrl: outside.github }
  const webhook = await createWebhook(server, { name: 'Talk back', provider: 'GITHUB', credentials, commands: COMMANDS(outside.sink) })
  let sent = 0

  for (let round = 1; round <= ROUNDS; round++) {
    for (const where of ['comment', 'forward']) {
      for (const stage of STAGES) {
        const victim = server
        const died = outside.killAt(where, stage, () => victim.kill('SIGKILL'))
        const answers = await Promise.all(Array.from({ length: TOGETHER }, () => send(port, delivery(webhook, outside.say()))))
        sent += answers.filter(({ status }) => status === 202).length
        await died
        server = await start()
      }
    }
    // What was killed once is carried out before the next round kills again.
    await untilDone(server.databaseFile)
  }
  const kills = ROUNDS * 2 * STAGES.length
  check(sent === kills * TOGETHER, `${kills} kills while actions were under way; ${sent} deliveries were answered with 202`)
  await server.stop()

  withCopy(server.databaseFile, (db) => {
    const actions = db.prepare('SELECT action_id AS id, kind, status FROM webhook_actions').all()
    const ofKind = (kind) => actions.filter((action) => action.kind === kind)
    check(ofKind('comment').length === sent && ofKind('forward').length === sent, `each delivery has its comment and its forward`)
    none(
      actions.filter(({ status }) => status !== 'SUCCEEDED'),
      'every action was carried out in the end',
    )
    const written = outside.comments().map(({ body }) => readMark(body)?.slice(0, 26))
    none(
      ofKind('comment').filter(({ id }) => written.filter((mark) => `act_${mark}` === id).length !== 1),
      `each of ${sent} comments stands there once, with its mark`,
    )
    check(written.length === sent, 'and no other')
    const arrivals = (id) => outside.forwards.filter((webhookId) => webhookId === `msg_${id}`).length
    none(
      ofKind('forward').filter(({ id }) => arrivals(id) < 1 || arrivals(id) > 2),
      `each of ${sent} forwards arrived, twice at most, under one id (${outside.forwards.length} arrivals)`,
    )
    check(new Set(outside.forwards).size === sent, 'and none under another id')
    check(integrity(db) === 'ok', 'integrity_check says ok')
  })
  await outside.close()
  rmSync(dataDir, { recursive: true })
}

/** GitHub and a sink, behind one door at which the server can be killed. */
async function startOutside() {
  const github = await startFakeGithub()
  const forwards = []
  let trap = null
  const door = http.createServer(async (req, res) => {
    const body = Buffer.concat(await req.toArray())
    const where = req.url === '/sink' ? 'forward' : req.method === 'POST' ? 'comment' : null
    const isTrap = trap !== null && where === trap.where
    const { stage, kill } = isTrap ? trap : {}
    if (isTrap) trap = null
    if (stage === 'before') await kill()
    // What was killed before is not done: the provider has seen the connection close.
    const answer = stage === 'before' ? null : where === 'forward' ? forward(req) : await pass(req, body)
    if (stage === 'done') await kill()
    if (answer) res.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.text)
    if (stage === 'answered') res.once('close', () => void kill())
  })
  await new Promise((resolve) => door.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${door.address().port}`
  return {
    github: url,
    sink: `${url}/sink`,
    forwards,
    say: () => github.add('issues/12', `Hello ${randomUUID()}`),
    comments: () => github.comments.filter(({ login }) => login === 'hookline-agent'),
    killAt: (where, stage, kill) =>
      new Promise((resolve) => {
        trap = { where, stage, kill: () => kill().then(resolve) }
      }),
    async close() {
      door.closeAllConnections()
      door.close()
      await github.close()
    },
  }

  function forward({ headers }) {
    forwards.push(headers['webhook-id'])
    return { status: 200, text: '{}' }
  }

  async function pass({ method, url: path, headers }, body) {
    const { authorization } = headers
    const answer = await fetch(github.url + path, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: method === 'GET' ? undefined : body,
    })
    return { status: answer.status, headers: { link: answer.headers.get('link') ?? '' }, text: await answer.text() }
  }
}

function delivery({ endpoint, secret }, comment) {
  const { headers, body } = commentDelivery(comment)
  const [scheme] = providers.github.schemes
  const signature = sign({ scheme, secretValue: secret, body, id: randomUUID(), nowMs: Date.now() })
  return { endpoint, headers: { ...headers, ...signature }, body: Buffer.from(body) }
}

async function untilDone(file) {
  for (const until = Date.now() + SETTLE_MS; Date.now() < until; await sleep(500))
    if (withCopy(file, (db) => db.prepare('SELECT count(*) FROM action_jobs').pluck().get()) === 0) return
}

await runAlone(import.meta.url, talkBack)
