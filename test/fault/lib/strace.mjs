// strace, around a process that runs already or a new one.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { sleep } from '../../../bench/lib/machine.mjs'

/** Installs strace where that can be done. @throws with what is missing where it cannot */
export function requireStrace() {
  if (isThere()) return
  const isRoot = process.getuid?.() === 0
  if (!isRoot || spawnSync('apt-get', ['--version']).status !== 0)
    throw new Error('strace is missing: install it, for example with `apt-get install strace`')
  execFileSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] })
  execFileSync('apt-get', ['install', '-y', '-qq', 'strace'], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (!isThere()) throw new Error('strace could not be installed')
}

function isThere() {
  return spawnSync('strace', ['--version']).status === 0
}

/** Attaches strace to all threads of a process; answers how to let it go. */
export async function attach(pid, args) {
  const tracer = spawn('strace', ['-f', '-p', String(pid), ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const [first] = await Promise.race([once(tracer.stderr, 'data'), once(tracer, 'exit')])
  if (!String(first).includes('attached')) throw new Error(`strace could not attach: ${first}`)
  tracer.stderr.resume()
  await sleep(200)
  return async () => {
    tracer.kill('SIGINT')
    await once(tracer, 'exit')
  }
}
