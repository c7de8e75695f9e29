import { EXIT, type Exit } from './exit-codes.ts'

const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const

const controller = new AbortController()
/** Ends with the first SIGINT or SIGTERM. */
export const interrupted = controller.signal
let exit: Exit | undefined
let again: () => void = () => process.exit(exit)

/** With which code an interrupted command ends; undefined: it was not interrupted. */
export function interruptedExit(): Exit | undefined {
  return exit
}

/** What a second signal does. Default: ends the process. */
export function onSecondInterrupt(act: () => void): void {
  again = act
}

export function listenForInterrupts(): void {
  for (const [name, code] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      if (exit !== undefined) return again()
      exit = code
      controller.abort(new Error('interrupted'))
    })
  }
}
