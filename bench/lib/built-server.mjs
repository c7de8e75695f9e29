// The built server, run as its users run it: its own process, on a folder of its own.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../scripts/ports.mjs'
import { sleep } from './machine.mjs'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const ADMIN_KEY = 'hk_bench_admin_key_0123456789'
const START_MS = 60_000

/** What still runs when this program ends is ended with it. */
const running = new Set()
process.on('exit', () => killServers())

/** Ends at once every server that this program has started. */
function killServers() {
  for (const child of running) child.kill('SIGKILL')
}

export const newDataDir = () => mkdtempSync(path.join(tmpdir(), 'hookline-bench-'))

/**
 * Starts dist/main.js and waits until it is ready. `prefix` is put before the command (strace), `nodeArgs` before the file.
 * What it logs goes to `stdout`, by default to nowhere.
 */
export async function startServer({ dataDir, port, env = {}, prefix = [], nodeArgs = [], stdout = '/dev/null' } = {}) {
  const own = dataDir === undefined
  const dir = dataDir ?? newDataDir()
  mkdirSync(dir, { recursive: true })
  const usedPort = port ?? (await freePort())
  const [command, ...args] = [...prefix, process.execPath, ...nodeArgs, path.join(ROOT, 'dist/main.js')]
  const child = spawn(command, args, {
    cwd: dir,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(usedPort), DATA_DIR: dir, ADMIN_API_KEY: ADMIN_KEY, ...env },
    stdio: ['ignore', openSync(stdout, 'a'), 'inherit'],
  })
  running.add(child)
  const exited = new Promise((resolve) => child.once('exit', resolve)).finally(() => running.delete(child))
  const server = {
    url: `http://127.0.0.1:${usedPort}`,
    port: usedPort,
    dataDir: dir,
    databaseFile: path.join(dir, 'db/webhooks.db'),
    pid: child.pid,
    exited,
    graphql,
    kill,
    stop,
  }
  await ready()
  return server

  async function ready() {
    for (const until = performance.now() + START_MS; ; ) {
      if (child.exitCode !== null || performance.now() > until) throw new Error('the server did not start')
      if (
        await fetch(`${server.url}/readyz`).then(
          (answer) => answer.ok,
          () => false,
        )
      )
        return
      await sleep(10)
    }
  }

  async function graphql(query, variables) {
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = await answer.json()
    if (errors) throw new Error(`GraphQL: ${JSON.stringify(errors)}`)
    return data
  }

  async function kill(signal = 'SIGKILL') {
    child.kill(signal)
    await exited
  }

  async function stop() {
    await kill('SIGTERM')
    if (own) rmSync(dir, { recursive: true, force: true })
  }
}

const CREATE = `mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) {
  ... on CreateWebhookPayload { secret webhook { id endpoint } } ... on Error { code message } } }`

/** Makes a webhook by the API; answers `{id, endpoint, secret}`. */
export async function createWebhook(server, input) {
  const { createWebhook: made } = await server.graphql(CREATE, { input })
  if (!made.webhook) throw new Error(`no webhook was made: ${made.message}`)
  return { ...made.webhook, secret: made.secret }
}
