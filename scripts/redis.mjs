// A Redis server for tests and measurements: on a free port of loopback, keeping nothing.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort, isOpen } from './ports.mjs'

/** `stop` ends it by its pid; `pause` has it accept and not answer, until `resume`; `restart` loses all that it knew. */
export async function startRedis() {
  const port = await freePort()
  let server = await run(port)
  return {
    url: `redis://127.0.0.1:${port}`,
    pause: () => server.kill('SIGSTOP'),
    resume: () => server.kill('SIGCONT'),
    stop: () => ended(server),
    async restart() {
      await ended(server)
      server = await run(port)
    },
  }
}

async function run(port) {
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', args.map(String), { stdio: 'ignore' })
  await isOpen(port, server)
  return server
}

async function ended(server) {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.kill('SIGCONT')
  server.kill('SIGKILL')
  await once(server, 'exit')
}
