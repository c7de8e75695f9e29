// Counts what held, and says so as the last line.
import { fileURLToPath } from 'node:url'

export function createChecks() {
  const counts = { passed: 0, failed: 0 }
  return { counts, check, none }

  function check(holds, what) {
    counts[holds ? 'passed' : 'failed']++
    console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}`)
  }

  /** Holds when the list is empty; else some of it is shown. */
  function none(found, what) {
    check(found.length === 0, found.length === 0 ? what : `${what}: ${found.length}, such as ${JSON.stringify(found.slice(0, 3))}`)
  }
}

/** Runs one of the files by itself when it is what node was started with. */
export async function runAlone(moduleUrl, run) {
  if (process.argv[1] !== fileURLToPath(moduleUrl)) return
  const checks = createChecks()
  await run(checks)
  finish(checks)
}

export function finish({ counts: { passed, failed } }) {
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}
