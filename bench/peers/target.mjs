// A peer that runs, and takes what is signed and nothing else.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '../../scripts/ports.mjs'
import { headers } from '../lib/delivery.mjs'
import { memoryMiB, sleep } from '../lib/machine.mjs'
import { postDelivery } from '../lib/post.mjs'

const START_MS = 60_000

/** As `measureIngest` takes it. */
export async function startPeer(peer, folder) {
  const port = await freePort()
  const child = run(peer, folder, port)
  const url = `http://127.0.0.1:${port}${peer.path}`
  await accepted(url, child)
  const signature = headers['x-hub-signature-256'].replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  const refused = await postDelivery(url, { more: { 'x-hub-signature-256': signature } })
  if (refused.status < 400) throw new Error(`a bad signature was answered ${refused.status}`)
  return { urls: [url], pids: () => [child.pid], drained: async () => 0, check: async () => {}, stop: () => stop(child) }
}

/** From starting it to the first delivery that it takes: `{ms, rssMiB}`. */
export async function startOnce(peer, folder) {
  const port = await freePort()
  const startedAt = performance.now()
  const child = run(peer, folder, port)
  await accepted(`http://127.0.0.1:${port}${peer.path}`, child)
  const measured = { ms: performance.now() - startedAt, rssMiB: memoryMiB(child.pid) }
  await stop(child)
  return measured
}

function run(peer, folder, port) {
  const { file, args, env = {} } = peer.command(folder, port)
  return spawn(file, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

async function accepted(url, child) {
  for (const until = performance.now() + START_MS; ; await sleep(5)) {
    const { status } = await postDelivery(url)
    if (status >= 200 && status < 300) return
    if (child.exitCode !== null || performance.now() > until) throw new Error(`it did not start: its last answer was ${status}`)
  }
}

async function stop(child) {
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}
