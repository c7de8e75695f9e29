import { setTimeout as sleep } from 'node:timers/promises'
import { anthropic } from '@ai-sdk/anthropic'
import { openai } from '@ai-sdk/openai'
import { APICallError, type LanguageModel, RetryError } from 'ai'
import { claim, connect, isFinal, type Task, ToolFailed, tell } from './hookline.ts'
import { GivenUp, think } from './think.ts'

// Chat completions, for that is what servers which are compatible with OpenAI's speak too.
const VENDORS: Record<string, (id: string) => LanguageModel> = { anthropic, openai: openai.chat }
const RETRY_MS = 5000

const { env } = process
const agent = env.AGENT_NAME || 'brain'
const leaseSeconds = readNumber('LEASE_SECONDS', 60)
const maxSeconds = readNumber('MAX_SECONDS', 300)
const limits = { maxSteps: readNumber('MAX_STEPS', 20), maxTokens: readNumber('MAX_TOKENS', 200_000) }
const model = readModel(needed('MODEL'))
const key = needed('HOOKLINE_KEY')

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

const client = await connect(env.HOOKLINE_URL || 'http://127.0.0.1:8000', key).catch((error) =>
  exit(`Hookline could not be reached: ${error.message}`),
)
console.log(`Waiting for tasks of ${agent}`)
while (!stop.signal.aborted) {
  const task = await nextTask()
  if (task) await workOn(task).catch((error) => console.error(`${task.id}: ${error.message}`))
}
await client.close()

/** Null where none came, also where the server was away for a while. */
async function nextTask(): Promise<Task | null> {
  try {
    return await claim(client, { agent, leaseSeconds }, stop.signal)
  } catch (error) {
    if (stop.signal.aborted) return null
    const { message } = error as Error
    if (isFinal(error)) exit(`No task can be claimed: ${message}`)
    console.error(`No task could be claimed: ${message}`)
    return sleep(RETRY_MS, null, { signal: stop.signal }).catch(() => null)
  }
}

/** Does a task and hands in what came of it. @throws {ToolFailed} what came of it is not taken: the lease is lost */
async function workOn(task: Task): Promise<void> {
  console.log(`${task.id}: begun`)
  const lost = new AbortController()
  const timeout = AbortSignal.timeout(maxSeconds * 1000)
  const heartbeat = setInterval(() => void beat(task, lost), (leaseSeconds * 1000) / 3)
  try {
    const signal = AbortSignal.any([stop.signal, lost.signal, timeout])
    const onCall = (tool: string, code: string | null) => console.log(`${task.id}: ${tool}${code ? ` answered ${code}` : ''}`)
    const text = await think(promptOf(task), { client, model, limits, signal, onCall })
    await tell(client, 'complete_task', task, { result: { text } })
    console.log(`${task.id}: completed`)
  } catch (error) {
    if (lost.signal.aborted || error instanceof ToolFailed) throw error
    if (stop.signal.aborted) return await tell(client, 'release_task', task)
    const reason = timeout.aborted ? new GivenUp(`not done within ${maxSeconds} seconds`) : (error as Error)
    console.error(`${task.id}: failed, ${reason.message}`)
    await tell(client, 'fail_task', task, { error: reasonOf(reason), retry: !(reason instanceof GivenUp) })
  } finally {
    clearInterval(heartbeat)
  }
}

async function beat(task: Task, lost: AbortController): Promise<void> {
  try {
    await tell(client, 'heartbeat_task', task)
  } catch (error) {
    // What did not reach the server is made up for by the next one.
    if (error instanceof ToolFailed) lost.abort(error)
  }
}

function promptOf({ prompt, eventId }: Task): string {
  return eventId ? `${prompt}\n\n(This task came of the event ${eventId}: with it, comment and ask reach whoever caused it.)` : prompt
}

/** For a person. What a vendor says may name an account or a part of its key: that stays in this program's own output. */
function reasonOf(error: unknown): string {
  const cause = RetryError.isInstance(error) ? error.lastError : error
  if (cause instanceof GivenUp) return cause.message
  if (APICallError.isInstance(cause)) return `The model could not be asked (status ${cause.statusCode ?? 'none'})`
  return 'The agent failed; its output says why'
}

function readModel(name: string): LanguageModel {
  const [vendor = '', id] = name.split(/\/(.*)/)
  if (!VENDORS[vendor] || !id) exit(`MODEL is "${name}": expected ${Object.keys(VENDORS).join('/… or ')}/…`)
  needed(`${vendor.toUpperCase()}_API_KEY`)
  return VENDORS[vendor](id)
}

function readNumber(name: string, byDefault: number): number {
  const number = Number(env[name] || byDefault)
  return number > 0 ? number : exit(`${name} is "${env[name]}": expected a number above 0`)
}

function needed(name: string): string {
  return env[name] || exit(`Set ${name}`)
}

function exit(message: string): never {
  console.error(message)
  process.exit(1)
}
