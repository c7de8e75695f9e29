import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import {
  CancelQuestionDocument,
  createHookline,
  QuestionCancelledError,
  QuestionExpiredError,
  StoppedError,
  type TaskContext,
  type Work,
} from '../../client/sdk/index.ts'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { answer, createAgent, createAgentKey, questionsOf, readTask, untilAsked, untilTask } from './helpers.ts'

// A machine with much else to do is slow.
const SLOW_MS = 60_000

let app: TestApp
const works: Work[] = []
const processes: ChildProcess[] = []
beforeAll(async () => {
  app = await startApp()
}, SLOW_MS)
afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL')
  await Promise.allSettled(works.map((work) => work.stop()))
  await app.close()
})

let count = 0
async function start(handler: (context: TaskContext) => unknown, options: object = {}) {
  const agent = await createAgent(app, `asker-${++count}`)
  const work = agent.hookline.work(agent.name, (_task, context) => handler(context), { onError: () => {}, graceSeconds: 5, ...options })
  works.push(work)
  return { ...agent, work }
}

describe('ask', { timeout: SLOW_MS }, () => {
  it("resolves with a person's answer", async () => {
    const { name, queue } = await start(async ({ ask }) => {
      const way = await ask('Which way?', { options: ['left', 'right'] })
      expectTypeOf(way).toEqualTypeOf<'left' | 'right'>()
      const approved = await ask('Shall I?', { kind: 'APPROVAL' })
      expectTypeOf(approved).toEqualTypeOf<'approve' | 'reject'>()
      return [way, approved]
    })
    const { id, eventId } = await queue()

    await answer(app, await untilAsked(app, eventId), '2')
    await expect.poll(async () => (await questionsOf(app, eventId)).length, { timeout: 15_000 }).toBe(2)
    await answer(app, (await questionsOf(app, eventId))[1]!.id, 'lgtm')

    await untilTask(app, id, { status: 'COMPLETED', result: ['right', 'approve'] })
    // The answer of who waits for it becomes no task besides.
    const { tasks } = await app.graphql('query ($agent: String) { tasks(agent: $agent) { totalCount } }', { agent: name })
    expect(tasks.totalCount).toBe(1)
  })

  it('waits for longer than a lease', async () => {
    const { queue } = await start(({ ask }) => ask('What is it called?'), { leaseSeconds: 5 })
    const { id, eventId } = await queue()
    const questionId = await untilAsked(app, eventId)

    await new Promise((resolve) => setTimeout(resolve, 6000))
    await answer(app, questionId, 'Hookline')

    await untilTask(app, id, { status: 'COMPLETED', attempt: 1, result: 'Hookline' })
  })

  it('finds its question, and the answer, after its process was killed: in another process with another key', async () => {
    const { name, key, queue } = await createAgent(app, 'restarted')
    const { id, eventId } = await queue()
    const first = startProcess(name, key)
    const questionId = await untilAsked(app, eventId)

    first.kill('SIGKILL')
    await once(first, 'exit')
    startProcess(name, await createAgentKey(app, name, `${name} on build-8`))
    await untilTask(app, id, { status: 'CLAIMED', attempt: 2 })
    await answer(app, questionId, 'left')

    await untilTask(app, id, { status: 'COMPLETED', result: { attempt: 2, answer: 'left' } })
    expect(await questionsOf(app, eventId)).toMatchObject([{ id: questionId, status: 'ANSWERED' }])
  })

  it('takes an answer that came while nobody waited', async () => {
    const { queue, work, name, hookline } = await start(({ ask }) => ask('Still there?'))
    const { id, eventId } = await queue()
    const questionId = await untilAsked(app, eventId)

    await work.stop()
    await answer(app, questionId, 'yes')
    works.push(hookline.work(name, (_task, { ask }) => ask('Still there?')))

    await untilTask(app, id, { status: 'COMPLETED', attempt: 1, result: 'yes' })
    expect(await questionsOf(app, eventId)).toHaveLength(1)
  })

  it('asks again what it asks twice in one run, and once what it gives the same key', async () => {
    let run = 0
    const { queue } = await start(async ({ ask }) => {
      if (++run === 1) await Promise.race([ask('Go on?'), ask('Go on?'), ask('First wording?', { key: 'plan' }), untilFive()])
      if (run === 1) throw new Error('begin again')
      return Promise.all([ask('Go on?'), ask('Go on?'), ask('Other wording?', { key: 'plan' })])
    })
    const { id, eventId } = await queue()

    await expect.poll(() => run, { timeout: 15_000 }).toBe(2)
    const questions = await questionsOf(app, eventId)
    expect(questions.map(({ question }) => question).sort()).toEqual(['First wording?', 'Go on?', 'Go on?'])
    for (const { id: questionId, question } of questions) await answer(app, questionId, question === 'Go on?' ? 'yes' : 'the plan')

    await untilTask(app, id, { status: 'COMPLETED', result: ['yes', 'yes', 'the plan'] })
    expect(await questionsOf(app, eventId)).toHaveLength(3)

    async function untilFive(): Promise<void> {
      await expect.poll(async () => (await questionsOf(app, (await readEvent()) ?? '')).length, { timeout: 15_000 }).toBe(3)
    }
    async function readEvent(): Promise<string | undefined> {
      return (await readTask(app, id)).event?.id
    }
  })

  it('throws where there is no answer', async () => {
    const seen: unknown[] = []
    const { queue } = await start(async ({ ask }) => {
      await ask('In time?', { timeoutSeconds: 1 }).catch((error) => seen.push(error))
      await ask('Really?').catch((error) => seen.push(error))
      return ask('Or else?', { timeoutSeconds: 1, defaultAnswer: 'nothing' })
    })
    const { id, eventId } = await queue()

    await expect.poll(() => seen.length, { timeout: 15_000 }).toBe(1)
    await expect.poll(async () => (await questionsOf(app, eventId)).length, { timeout: 15_000 }).toBe(2)
    await createHookline(app).request(CancelQuestionDocument, { id: (await questionsOf(app, eventId))[1]!.id })

    await untilTask(app, id, { status: 'COMPLETED', result: 'nothing' })
    expect(seen).toEqual([expect.any(QuestionExpiredError), expect.any(QuestionCancelledError)])
    expect(seen).toMatchObject([{ code: 'question_expired' }, { code: 'question_cancelled' }])
  })

  it('hands its task back at once when the worker stops', async () => {
    const seen: unknown[] = []
    const { queue, work } = await start(({ ask }) => ask('Are you there?').catch((error) => Promise.reject(seen.push(error) && error)), {
      graceSeconds: 60,
    })
    const { id, eventId } = await queue()
    await untilAsked(app, eventId)

    await work.stop()

    expect(seen).toEqual([expect.any(StoppedError)])
    expect(await readTask(app, id)).toMatchObject({ status: 'QUEUED', attempt: 0 })
  })
})

function startProcess(agent: string, key: string): ChildProcess {
  const [typescript, file] = [path.resolve('scripts/typescript.mjs'), path.resolve('test/sdk/asking-agent.ts')]
  const env = { PATH: process.env.PATH, HOOKLINE_URL: app.url, HOOKLINE_KEY: key, HOOKLINE_AGENT: agent }
  const child = spawn(process.execPath, ['--import', typescript, file], { env, stdio: 'inherit' })
  processes.push(child)
  return child
}
