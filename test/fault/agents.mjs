// Agents that die, and agents that freeze and come back, while three of them work off a queue by the SDK's `work`. Each task
// is completed once, by who held it last; whoever comes back with a lease of the past is refused.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { ADMIN_KEY, createWebhook, newDataDir, startServer } from '../../bench/lib/built-server.mjs'
import { sleep } from '../../bench/lib/machine.mjs'
import { runAlone } from './lib/checks.mjs'
import { integrity, withCopy } from './lib/store.mjs'

const TASKS = Number(process.env.FAULT_TASKS ?? 5000)
const KILLS = Number(process.env.FAULT_AGENT_KILLS ?? 50)
const WORKERS = 3
const TASKS_OF_EVENT = 20
/** One of so many kills is a worker that freezes, for longer than its leases. */
const FREEZE_EVERY = 20
const FROZEN_MS = 7000
const [SHORTEST_MS, LONGEST_MS] = [300, 1200]
const SETTLE_MS = 150_000
const BACK_MS = 10_000
const WEBHOOK = {
  name: 'Work',
  provider: 'GITHUB',
  commands: Array.from({ length: TASKS_OF_EVENT }, () => ({ trigger: 'issues.opened', action: 'CREATE_TASK', agent: 'planning' })),
}

export async function agents({ check, none }) {
  const dataDir = newDataDir()
  const server = await startServer({ dataDir, env: { KEY_REQUESTS_PER_MINUTE: '1000000', LOG_LEVEL: 'silent' } })
  await queueTasks(server)
  const workers = createWorkers(server)
  const freezes = []

  for (let n = 1; n <= KILLS; n++) {
    await sleep(SHORTEST_MS + Math.random() * (LONGEST_MS - SHORTEST_MS))
    if (n % FREEZE_EVERY === 1) freezes.push(workers.freeze())
    await workers.kill()
  }
  await Promise.all(freezes)
  const left = await untilDone(server)
  check(workers.frozen() === freezes.length, `${workers.frozen()} of ${freezes.length} workers froze with tasks and came back`)
  check(left === 0, `${KILLS} kills of ${WORKERS} workers: ${TASKS} tasks are worked off (${left} left)`)
  await workers.stop()
  none(await ghostsTaken(server, workers.leases), `none of ${workers.leases.length} leases of the past lets anybody write`)
  check(workers.lost() > 0, `who came back was told that the task is lost (${workers.lost()} times)`)
  await server.stop()
  withCopy(server.databaseFile, (db) => judge(db, workers.leases, { check, none }))
  rmSync(dataDir, { recursive: true })
}

function judge(db, leases, { check, none }) {
  const tasks = db.prepare('SELECT task_id AS id, status, attempt, result_json AS result FROM tasks').all()
  const completions = db.prepare(`SELECT node_id FROM change_feed WHERE kind = 'TASK_COMPLETED'`).pluck().all()
  check(tasks.length === TASKS && tasks.every(({ status }) => status === 'COMPLETED'), `each of ${tasks.length} tasks is completed`)
  check(completions.length === TASKS && new Set(completions).size === TASKS, `and was completed once (${completions.length} completions)`)
  const again = tasks.filter(({ attempt }) => attempt > 1).length
  check(again > 0, `${again} of them were taken over from one that died or froze`)
  const held = new Set(leases.map(({ id, attempt, pid }) => `${id} ${attempt} ${pid}`))
  none(
    tasks.filter(({ id, attempt, result }) => {
      const by = JSON.parse(result) ?? {}
      return by.attempt !== attempt || !held.has(`${id} ${attempt} ${by.pid}`)
    }),
    'each result is from the worker that held the task last',
  )
  check(integrity(db) === 'ok', 'integrity_check says ok')
}

async function queueTasks(server) {
  const { id } = await createWebhook(server, WEBHOOK)
  const query = 'mutation ($id: ID!) { sendTestEvent(webhookId: $id, eventType: "issues.opened") { __typename } }'
  for (let queued = 0; queued < TASKS; queued += TASKS_OF_EVENT) await server.graphql(query, { id })
}

/** Worker processes: whichever dies has a successor at once. `leases`: every lease that any of them was given. */
function createWorkers(server) {
  const leases = []
  const alive = new Set()
  let lost = 0
  let frozen = 0
  let onClaim = () => {}
  for (let i = 0; i < WORKERS; i++) start()
  process.on('exit', () => killAll())
  return { leases, kill, freeze, stop, lost: () => lost, frozen: () => frozen }

  function start() {
    const env = { PATH: process.env.PATH, HOOKLINE_URL: server.url, HOOKLINE_KEY: ADMIN_KEY }
    const child = fork(new URL('lib/agent.mjs', import.meta.url), { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    alive.add(child)
    child.on('message', ({ leaseToken, id, attempt, error }) => {
      if (leaseToken) {
        leases.push({ pid: child.pid, id, attempt, leaseToken })
        onClaim(child)
      }
      if (error === 'lease_lost') lost++
    })
  }

  async function kill() {
    const victims = [...alive].filter(({ pid }) => leases.some((lease) => lease.pid === pid))
    if (victims.length === 0) victims.push(...alive)
    await end(victims[Math.floor(Math.random() * victims.length)])
    start()
  }

  /** Stops a process that has just been given a task, and lets it go on when others have it. */
  async function freeze() {
    const child = await Promise.race([nextToClaim(), sleep(BACK_MS)])
    // The queue ran empty before: the check of how many were frozen says so.
    if (!child) return
    frozen++
    alive.delete(child)
    start()
    child.kill('SIGSTOP')
    await sleep(FROZEN_MS)
    child.kill('SIGCONT')
    alive.add(child)
    for (const until = Date.now() + BACK_MS; lost === 0 && Date.now() < until; ) await sleep(50)
  }

  function nextToClaim() {
    return new Promise((resolve) => {
      onClaim = (child) => alive.has(child) && resolve(child)
    })
  }

  async function end(child) {
    alive.delete(child)
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  async function stop() {
    for (const child of alive) await end(child)
  }

  function killAll() {
    for (const child of alive) child.kill('SIGKILL')
  }
}

async function untilDone(server) {
  const query = '{ tasks(statuses: [QUEUED, CLAIMED], first: 1) { totalCount } }'
  for (const until = Date.now() + SETTLE_MS; ; await sleep(500)) {
    const { tasks } = await server.graphql(query)
    if (tasks.totalCount === 0 || Date.now() > until) return tasks.totalCount
  }
}

/** What comes back with each lease that was ever given, and is taken. */
async function ghostsTaken(server, leases) {
  const query = `mutation ($id: ID!, $leaseToken: String!) { completeTask(id: $id, leaseToken: $leaseToken, result: "ghost") { __typename } }`
  const taken = []
  for (const { id, leaseToken } of leases) {
    const { completeTask } = await server.graphql(query, { id, leaseToken })
    if (completeTask.__typename !== 'Conflict') taken.push([id, completeTask.__typename])
  }
  return taken
}

await runAlone(import.meta.url, agents)
