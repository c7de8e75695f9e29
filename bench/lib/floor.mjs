// A program of bench/floors that stores.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../scripts/ports.mjs'
import { newDataDir } from './built-server.mjs'

/** `program`: its URL. `args`: before its port and its database, which is a file of its own where none is given; gone with `stop`. */
export async function startFloor(program, args, database) {
  const [dir, port] = [newDataDir(), await freePort()]
  const all = [fileURLToPath(program), ...args, String(port), database ?? path.join(dir, 'floor.db')]
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return { port, pid: child.pid, url: `http://127.0.0.1:${port}/webhooks/github/github-issues-001`, stop }

  async function stop() {
    child.kill('SIGKILL')
    await once(child, 'exit')
    rmSync(dir, { recursive: true })
  }
}
