import { CommanderError } from 'commander'
import { detailsOf, wordsOf } from './errors.ts'
import { type Exit, exitOf } from './exit-codes.ts'
import { interrupted, interruptedExit, listenForInterrupts } from './interrupt.ts'
import { say } from './output.ts'
import { createProgram } from './program.ts'
import { plainLines } from './text.ts'

/** Runs a command line; sets the exit code and throws nothing. */
export async function runCli(words: readonly string[]): Promise<void> {
  listenForInterrupts()
  endWithReader()
  try {
    await createProgram().parseAsync(words, { from: 'user' })
  } catch (error) {
    process.exitCode = interruptedExit() ?? tell(error, words.includes('--json'))
  }
  // A command that leads to an orderly end by itself has set its own code.
  if (interrupted.aborted) process.exitCode ??= interruptedExit()
}

function tell(error: unknown, isJson: boolean): Exit {
  // Commander has told its own.
  if (error instanceof CommanderError) return exitOf(error)
  say(isJson ? JSON.stringify({ error: detailsOf(error) }) : `hookline: ${plainLines(wordsOf(error))}`)
  return exitOf(error)
}

/** `hookline … | head` reads what it wants and goes: that is no failure. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') say(`hookline: ${error.message}`)
    process.exit(error.code === 'EPIPE' ? 0 : 1)
  })
}
