import { spawn } from 'node:child_process'
import { FinalError, type Task, type TaskContext } from '../../sdk/index.ts'
import { childEnvironment } from '../environment.ts'
import { say } from '../output.ts'
import { plain } from '../text.ts'
import { endGroup, endWithThisProcess } from './end-group.ts'
import { createProgressTeller } from './tell-progress.ts'

export interface ProgramOptions {
  exec: string
  timeout?: number
  reply?: boolean
  passKey?: boolean
}

interface Running {
  task: Task
  context: TaskContext
  /** Ends the program at once; its reason says what becomes of the task. */
  killing: AbortSignal
  connection: { url: string; key: string }
}

/** The exit code of a program for which trying again would not help: EX_DATAERR of sysexits.h. */
const EXIT_FOR_GOOD = 65
/** The server takes results up to 1 MiB. */
const MAX_OUTPUT_BYTES = 1024 * 1024
const MAX_TOLD_CHARS = 2000

/**
 * Runs the program on one task, and answers its output: as JSON where it is JSON, else `{text}`.
 * @throws {FinalError} it has ended with 65, or has printed too much
 * @throws {Error} it has ended otherwise, with the end of what it has said on standard error
 */
export async function runProgram(running: Running, options: ProgramOptions): Promise<unknown> {
  const { context, killing } = running
  const timeUp = new AbortController()
  const stop = AbortSignal.any([context.signal, killing, timeUp.signal])
  const timer =
    options.timeout && setTimeout(() => timeUp.abort(new Error(`It took longer than ${options.timeout! / 1000} s`)), options.timeout)
  try {
    const { code, signal, output, said } = await runToEnd(running, options, stop)
    stop.throwIfAborted()
    if (output === null) throw new FinalError(`It has printed more than ${MAX_OUTPUT_BYTES} bytes`)
    if (code !== 0) throw failure(code, signal, said)
    if (options.reply && output.trim() !== '') context.reply(output.trim())
    return readResult(output)
  } finally {
    clearTimeout(timer)
  }
}

interface Ended {
  code: number | null
  signal: string | null
  /** Null: it was too much. */
  output: string | null
  /** The end of standard error. */
  said: string
}

function runToEnd({ task, context, connection }: Running, options: ProgramOptions, stop: AbortSignal): Promise<Ended> {
  // A group of its own: Ctrl-C in the terminal reaches the runner alone, and what the program has started ends with it.
  const child = spawn(options.exec, { shell: true, detached: true, env: environmentOf(task, connection, options.passKey), stdio: 'pipe' })
  endWithThisProcess(child)
  let ending = false
  const end = () => {
    if (!ending) endGroup(child)
    ending = true
  }
  if (stop.aborted) end()
  stop.addEventListener('abort', end)
  const chunks: Buffer[] = []
  let bytes = 0
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= MAX_OUTPUT_BYTES) chunks.push(chunk)
    else end()
  })
  const progress = createProgressTeller(context, (line) => say(`[${task.id}] ${plain(line)}`))
  child.stderr.setEncoding('utf8').on('data', progress.hear)
  // A program that does not read its task is free not to.
  child.stdin.on('error', () => {})
  child.stdin.end(`${JSON.stringify(handedOver(task))}\n`)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', async (code, signal) => {
      stop.removeEventListener('abort', end)
      const output = bytes <= MAX_OUTPUT_BYTES ? Buffer.concat(chunks).toString('utf8') : null
      resolve({ code, signal, output, said: await progress.end() })
    })
  })
}

/** The task without what is the runner's own affair. */
function handedOver({ claimedBy, leaseUntil, progress, error, ...task }: Task) {
  return task
}

function environmentOf(task: Task, { url, key }: Running['connection'], passKey = false) {
  return childEnvironment({
    HOOKLINE_URL: url,
    HOOKLINE_AGENT: task.agent,
    HOOKLINE_TASK_ID: task.id,
    HOOKLINE_ATTEMPT: String(task.attempt),
    ...(task.event && { HOOKLINE_EVENT_ID: task.event.id }),
    ...(passKey && { HOOKLINE_KEY: key }),
  })
}

function failure(code: number | null, signal: string | null, said: string): Error {
  const words = `The program ended with ${signal ?? code}${said === '' ? '' : `:\n${said.slice(-MAX_TOLD_CHARS)}`}`
  return code === EXIT_FOR_GOOD ? new FinalError(words) : new Error(words)
}

function readResult(output: string): unknown {
  try {
    return JSON.parse(output)
  } catch {
    return { text: output.trim() }
  }
}
