import type { TaskContext } from '../../sdk/index.ts'
import { cut } from '../text.ts'

/** At most one progress a second goes to the server: the last line. */
const EVERY_MS = 1000
/** The server takes 2 kB, and a character is up to 4 bytes. */
const MAX_CHARS = 500
/** What is kept of standard error, for a failure's message. */
const KEPT_CHARS = 4000

/** Makes progress of the lines that a program writes to standard error, and echoes each. */
export function createProgressTeller(context: Pick<TaskContext, 'progress'>, echo: (line: string) => void) {
  let unfinished = ''
  let said = ''
  let latest: string | undefined
  let timer: NodeJS.Timeout | undefined
  return { hear, end }

  function hear(text: string): void {
    said = (said + text).slice(-KEPT_CHARS)
    // A carriage return begins a line anew, as progress bars do.
    const lines = (unfinished + text).split(/\r\n|\n|\r/)
    unfinished = lines.pop()!.slice(-KEPT_CHARS)
    for (const line of lines) take(line)
  }

  function take(line: string): void {
    if (line.trim() === '') return
    echo(line)
    latest = cut(line.trim(), MAX_CHARS)
    if (timer === undefined) tell()
  }

  function tell(): void {
    timer = undefined
    if (latest === undefined) return
    // A lost lease is told to the program by its end.
    context.progress(latest).catch(() => {})
    latest = undefined
    timer = setTimeout(tell, EVERY_MS)
  }

  /** Tells what is not told yet, and answers the end of what was said. */
  async function end(): Promise<string> {
    if (unfinished !== '') take(unfinished)
    clearTimeout(timer)
    if (latest !== undefined) await context.progress(latest).catch(() => {})
    return said.trim()
  }
}
