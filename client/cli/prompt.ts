import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { UsageError } from './errors.ts'
import { interrupted } from './interrupt.ts'

const isInteractive = () => process.stdin.isTTY === true && process.stderr.isTTY === true

/** Asks before something that cannot be taken back. @throws {UsageError} where nobody is there to answer */
export async function confirm(question: string, { yes = false }: { yes?: boolean }): Promise<void> {
  if (yes) return
  if (!isInteractive()) throw new UsageError(`${question} Nobody is there to ask: say --yes.`)
  const answer = await ask(`${question} [y/N] `, process.stderr)
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('Nothing was done.')
}

/** Reads a line without showing it. @throws {UsageError} where nobody is there to type */
export async function askSecret(question: string): Promise<string> {
  if (!isInteractive()) throw new UsageError('Nobody is there to type the key: hand it in with --key-stdin or HOOKLINE_KEY.')
  process.stderr.write(question)
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() })
  const answer = await ask('', unseen)
  process.stderr.write('\n')
  return answer.trim()
}

/** Everything that standard input holds. */
export async function readStdin(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

async function ask(question: string, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: true })
  // In this mode readline takes Ctrl-C for itself.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return await lines.question(question, { signal: interrupted })
  } finally {
    lines.close()
  }
}
