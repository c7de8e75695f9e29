// Programs of the system that attack the server or stand in front of it. What still runs when this process ends is ended.
import { execFileSync, spawn, spawnSync } from 'node:child_process'

const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Installs Debian's packages of these names where they are missing. @throws with what is missing where that cannot be done */
export function requirePrograms(programs) {
  const missing = Object.entries(programs).flatMap(([name, args]) => (spawnSync(name, args).error ? [name] : []))
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0)
    throw new Error(`missing: ${missing.join(', ')}; install them, for example with \`apt-get install ${missing.join(' ')}\``)
  execFileSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] })
  execFileSync('apt-get', ['install', '-y', '-qq', ...missing], { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Starts a program; answers what it has printed so far, its end, and how to end it. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += data))
  running.add(child)
  const exited = new Promise((resolve) => child.once('exit', resolve)).finally(() => running.delete(child))
  return {
    printed: () => text,
    exited,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}
