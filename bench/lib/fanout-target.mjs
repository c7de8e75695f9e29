// What is measured with many subscribers: the built server, to which deliveries are posted, or a floor, which is told to send.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../scripts/ports.mjs'
import { createWebhook, newDataDir, startServer } from './built-server.mjs'
import { SECRET } from './delivery.mjs'
import { createKeys } from './keys.mjs'
import { sleep } from './machine.mjs'
import { postDelivery } from './post.mjs'

const PROBE = fileURLToPath(new URL('./heap-probe.mjs', import.meta.url))

/** `framesEach`: what one publishing sends to each subscriber. */
export async function startFloor(mode) {
  const port = await freePort()
  const child = fork(fileURLToPath(new URL('../floors/fanout.mjs', import.meta.url)), [mode, String(port)])
  await once(child, 'message')
  let number = 0
  return {
    port,
    pid: child.pid,
    framesEach: 1,
    publish: () => void child.send({ publish: number++ }),
    keyFor: () => undefined,
    async stop() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** An event that is received is decided in the same commit, and told of twice. */
export async function startHookline() {
  const dataDir = newDataDir()
  const probeFile = path.join(dataDir, 'heap.json')
  const nodeArgs = ['--expose-gc', '--import', PROBE]
  const server = await startServer({ dataDir, nodeArgs, env: { HEAP_PROBE_FILE: probeFile } })
  const webhook = await createWebhook(server, { name: 'Fan-out', provider: 'GITHUB', secret: SECRET, commands: [] })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
  return { port: server.port, pid: server.pid, framesEach: 2, publish, keyFor: createKeys(server), memory, stop }

  /** Answers milliseconds to the answer. */
  async function publish() {
    const { status, ms } = await postDelivery(server.url + webhook.endpoint, { agent })
    if (status !== 202) throw new Error(`a delivery was answered ${status}`)
    return ms
  }

  /** Bytes, after its garbage was collected. */
  async function memory() {
    rmSync(probeFile, { force: true })
    process.kill(server.pid, 'SIGWINCH')
    while (!existsSync(probeFile) || readFileSync(probeFile, 'utf8') === '') await sleep(20)
    return JSON.parse(readFileSync(probeFile, 'utf8'))
  }

  async function stop() {
    agent.destroy()
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
