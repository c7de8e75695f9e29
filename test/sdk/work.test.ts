import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  CancelTaskDocument,
  ConflictError,
  createHookline,
  FinalError,
  LeaseLostError,
  ReleaseTaskDocument,
  type Task,
  type Work,
} from '../../client/sdk/index.ts'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { createAgent, openLine, readTask, type TestAgent, untilTask } from './helpers.ts'

// A machine with much else to do is slow.
const SLOW_MS = 60_000

let app: TestApp
let works: Work[] = []
let errors: unknown[]
beforeAll(async () => {
  app = await startApp()
}, SLOW_MS)
afterAll(() => app.close())

let count = 0
async function start(handler: Parameters<TestAgent['hookline']['work']>[1], options: object = {}, client?: object) {
  const agent = await createAgent(app, `agent-${++count}`)
  const hookline = client ? createHookline({ url: app.url, key: agent.key, ...client }) : agent.hookline
  errors = []
  const onError = (error: unknown) => void errors.push(error)
  const work = hookline.work(agent.name, handler, { waitSeconds: 5, graceSeconds: 5, onError, ...options })
  works.push(work)
  return { ...agent, work }
}

/** What a handler waits for when it is to be under way until the test lets it go on. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}

afterAll(async () => {
  await Promise.allSettled(works.map((work) => work.stop()))
  works = []
})

describe('work', { timeout: SLOW_MS }, () => {
  it('completes each task with what the handler returns, as many at once as it may', async () => {
    let [now, most] = [0, 0]
    const { queue, work } = await start(
      async (task: Task) => {
        most = Math.max(most, ++now)
        await new Promise((resolve) => setTimeout(resolve, 150))
        now--
        return { prompt: task.prompt, from: task.event?.eventType }
      },
      { concurrency: 3 },
    )
    const queued = await Promise.all(Array.from({ length: 6 }, queue))

    for (const { id } of queued) await untilTask(app, id, { status: 'COMPLETED', attempt: 1 })
    await work.stop()

    expect(most).toBe(3)
    expect((await readTask(app, queued[0]!.id)).result).toMatchObject({
      prompt: expect.stringMatching(/^Look into <untrusted/),
      from: 'issues.opened',
    })
    expect(errors).toEqual([])
    await expect(work.finished).resolves.toBeUndefined()
  })

  it('shows progress, writes at the source, and replies there in the end', async () => {
    const { queue } = await start(async (_task, context) => {
      await context.progress('half of it')
      const first = await context.comment('I look into it', { key: 'seen' })
      const again = await context.comment('I look into it', { key: 'seen' })
      context.reply('It is done')
      return first.id === again.id
    })
    const { id, eventId } = await queue()

    await untilTask(app, id, { status: 'COMPLETED', progress: 'half of it', result: true })

    const { event } = await app.graphql('query ($id: ID!) { event(id: $id) { actions { kind text } } }', { id: eventId })
    expect(event.actions.filter(({ kind }: { kind: string }) => kind === 'COMMENT')).toEqual([
      { kind: 'COMMENT', text: 'I look into it' },
      { kind: 'COMMENT', text: 'It is done' },
    ])
  })

  it('fails a task whose handler throws, so that it is tried again', async () => {
    const { queue } = await start((task) => {
      if (task.attempt < 3) throw new Error(`no luck at attempt ${task.attempt}`)
      return 'luck'
    })
    const { id } = await queue()

    await untilTask(app, id, { status: 'COMPLETED', attempt: 3, result: 'luck' })
    expect(errors.map(String)).toEqual(['Error: no luck at attempt 1', 'Error: no luck at attempt 2'])
  })

  it('fails a task for good on a FinalError, and where the result is not taken', async () => {
    const final = await start(() => {
      throw new FinalError('there is no such project')
    })
    const tooBig = await start(() => 'x'.repeat(1024 * 1024))
    const noJson = await start(() => 1n)
    const ids = [await final.queue(), await tooBig.queue(), await noJson.queue()].map(({ id }) => id)

    await untilTask(app, ids[0]!, { status: 'FAILED', error: 'there is no such project' })
    await untilTask(app, ids[1]!, { status: 'FAILED', error: expect.stringMatching(/^The result was not taken: result: expected at most/) })
    await untilTask(app, ids[2]!, { status: 'FAILED', error: expect.stringMatching(/^The result was not taken: .*BigInt/) })
  })

  it('keeps a task by its heartbeats for longer than a lease', async () => {
    const { queue } = await start(() => new Promise((resolve) => setTimeout(resolve, 7000, 'slow')), { leaseSeconds: 5 })
    const { id } = await queue()

    await untilTask(app, id, { status: 'COMPLETED', attempt: 1, result: 'slow' })
    expect(errors).toEqual([])
  })

  it('ends the signal of a task that was cancelled', async () => {
    const { queue } = await start((_task, { signal }) => untilAborted(signal), { leaseSeconds: 5 })
    const { id } = await queue()
    await untilTask(app, id, { status: 'CLAIMED' })

    await createHookline(app).request(CancelTaskDocument, { id })

    await expect.poll(() => errors, { timeout: 10_000 }).toEqual([expect.any(LeaseLostError)])
    expect(errors[0]).toMatchObject({ code: 'lease_lost', taskId: id, message: expect.stringContaining('CANCELLED') })
    expect(await readTask(app, id)).toMatchObject({ status: 'CANCELLED', error: null })
  })

  it('drops a result that comes when the task is not held any more', async () => {
    const { opened, open } = gate()
    const { queue } = await start(() => opened.then(() => 'too late'))
    const { id } = await queue()
    await untilTask(app, id, { status: 'CLAIMED' })

    await createHookline(app).request(CancelTaskDocument, { id })
    open()

    await expect.poll(() => errors, { timeout: 10_000 }).toEqual([expect.any(LeaseLostError)])
    expect((errors[0] as LeaseLostError).cause).toBeInstanceOf(ConflictError)
    expect(await readTask(app, id)).toMatchObject({ status: 'CANCELLED', result: null })
  })

  it("takes a handler's own conflict for a failure, not for a lost lease", async () => {
    const { queue } = await start(({ id, attempt }, { client }) => {
      return attempt > 1 ? 'second' : client.request(ReleaseTaskDocument, { id, leaseToken: 'wrong' })
    })
    const { id } = await queue()

    await untilTask(app, id, { status: 'COMPLETED', attempt: 2, result: 'second' })
    expect(errors).toEqual([expect.any(ConflictError)])
  })

  it('goes on when the line to the server is cut', async () => {
    const line = await openLine(app.url)
    let begun = 0
    const handler = () => new Promise((resolve) => setTimeout(resolve, 300, `done ${++begun}`))
    const { queue, work } = await start(handler, {}, { url: line.url })

    for (let round = 1; round <= 3; round++) {
      line.cut()
      const { id } = await queue()
      await expect.poll(() => begun, { timeout: 15_000 }).toBe(round)
      line.cut()
      await untilTask(app, id, { status: 'COMPLETED', attempt: 1, result: `done ${round}` })
    }

    await work.stop()
    await line.close()
  })

  it('knows a completion whose answer did not arrive', async () => {
    let completions = 0
    const { queue, work } = await start(() => 'done', {}, { fetch: losing })
    const { id } = await queue()

    await untilTask(app, id, { status: 'COMPLETED', attempt: 1, result: 'done' })
    await expect.poll(() => completions, { timeout: 5000 }).toBe(2)
    await work.stop()

    expect(errors).toEqual([expect.objectContaining({ code: 'unreachable' })])

    async function losing(...request: Parameters<typeof fetch>): Promise<Response> {
      const response = await fetch(...request)
      if (String(request[1]?.body).includes('mutation CompleteTask') && ++completions === 1) throw new TypeError('fetch failed')
      return response
    }
  })
})

describe('stop', { timeout: SLOW_MS }, () => {
  it('takes no more tasks, and lets those under way end', async () => {
    const { opened, open } = gate()
    const { queue, work } = await start(() => opened.then(() => 'ended'))
    const [first, second] = [await queue(), await queue()]
    await untilTask(app, first.id, { status: 'CLAIMED' })

    const stopped = work.stop()
    open()
    await stopped

    expect(await readTask(app, first.id)).toMatchObject({ status: 'COMPLETED', result: 'ended' })
    expect(await readTask(app, second.id)).toMatchObject({ status: 'QUEUED', attempt: 0 })
    expect(work.running).toBe(0)
  })

  it('hands back what does not end in time, without counting the attempt', async () => {
    const stop = new AbortController()
    const { queue, work } = await start((_task, { signal }) => untilAborted(signal), { graceSeconds: 0.2, signal: stop.signal })
    const { id } = await queue()
    await untilTask(app, id, { status: 'CLAIMED', attempt: 1 })

    stop.abort()
    await work.finished

    expect(errors).toEqual([])
    expect(await readTask(app, id)).toMatchObject({ status: 'QUEUED', attempt: 0, error: null })
  })

  it('does not wait for a handler that does not listen', async () => {
    const { queue, work } = await start(() => new Promise(() => {}), { graceSeconds: 0.2 })
    const { id } = await queue()
    await untilTask(app, id, { status: 'CLAIMED' })

    await work.stop()

    expect(await readTask(app, id)).toMatchObject({ status: 'QUEUED', attempt: 0 })
  })
})

describe('finished', () => {
  it("rejects when the key is wrong, or another agent's", async () => {
    const { hookline } = await createAgent(app, 'honest')
    const quiet = { onError: () => {} }

    const wrong = createHookline({ url: app.url, key: 'hk_unknown' }).work('honest', () => {}, quiet)
    const others = hookline.work('somebody-else', () => {}, quiet)

    await expect(wrong.finished).rejects.toMatchObject({ name: 'UnauthenticatedError', code: 'unauthenticated' })
    await expect(others.finished).rejects.toMatchObject({ name: 'ForbiddenError', code: 'forbidden' })
  })
})
