import type { ChildProcess } from 'node:child_process'

/** How long a program has after SIGTERM. */
const GRACE_MS = 5000

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) send(child, 'SIGKILL')
})

/** A child that leads its own group would live on when this process ends, and work on what it no longer holds. */
export function endWithThisProcess(child: ChildProcess): void {
  running.add(child)
  child.once('close', () => running.delete(child))
}

/** Ends a child that leads its own group, and all that it has started. */
export function endGroup(child: ChildProcess): void {
  send(child, 'SIGTERM')
  const timer = setTimeout(() => send(child, 'SIGKILL'), GRACE_MS)
  child.once('close', () => clearTimeout(timer))
}

function send({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // It is gone already.
  }
}
