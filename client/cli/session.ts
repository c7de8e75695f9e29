import type { Command } from 'commander'
import { type Connection, connect, type GlobalOptions } from './connection.ts'
import { interrupted } from './interrupt.ts'
import { createOutput, type Output } from './output.ts'

/** What a command works with. */
export interface Session extends Connection {
  out: Output
  /** Ends when the command is to stop. */
  signal: AbortSignal
}

/** A command's code: its options, the global ones too, then its words. A number that it answers is the exit code. */
type Act<Given, Options, Words extends unknown[]> = (given: Given, options: Options, ...words: Words) => Promise<unknown>

/** The action of a command that talks to the server. */
export function withServer<Options, Words extends unknown[]>(act: Act<Session, Options & GlobalOptions, Words>) {
  return locally<Options, Words>((out, options, ...words) => act({ ...connect(options), out, signal: interrupted }, options, ...words))
}

/** The action of a command that does not, or not only. */
export function locally<Options, Words extends unknown[]>(act: Act<Output, Options & GlobalOptions, Words>) {
  return async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command
    const options: Options & GlobalOptions = command.optsWithGlobals()
    const exit = await act(createOutput(options.json === true), options, ...(given.slice(0, -2) as Words))
    if (typeof exit === 'number') process.exitCode = exit
  }
}

/** Adds what --help shows last. */
export function withExamples(command: Command, ...examples: string[]): Command {
  const lines = examples.map((example) => `  $ hookline ${example}`)
  return command.addHelpText('after', `\n${examples.length > 1 ? 'Examples' : 'Example'}:\n${lines.join('\n')}`)
}
