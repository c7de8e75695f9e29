import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { createAgent, readTask, type TestAgent, untilTask } from '../sdk/helpers.ts'
import { type Cli, createCli, SLOW_MS, untilPrinted } from './cli.ts'

let app: TestApp
let cli: Cli
beforeAll(async () => {
  app = await startApp()
  cli = await createCli(app)
}, SLOW_MS)
afterAll(async () => {
  await cli.close()
  await app.close()
})

const start = (agent: TestAgent, exec: string, ...more: string[]) =>
  cli.start(['agent', 'run', '--name', agent.name, '--exec', exec, ...more], { env: { HOOKLINE_KEY: agent.key } })

it('a shell script is an agent: the task comes in as JSON, its output is the result, what it says is progress', {
  timeout: SLOW_MS,
}, async () => {
  const agent = await createAgent(app, 'scripted')
  const { id, eventId } = await agent.queue()
  const exec =
    'cat > task.json; echo looking >&2; sleep 1.2; echo halfway >&2; echo "{\\"id\\":\\"$HOOKLINE_TASK_ID\\",\\"event\\":\\"$HOOKLINE_EVENT_ID\\",\\"key\\":\\"$HOOKLINE_KEY\\"}"'

  const run = start(agent, exec)
  await untilTask(app, id, { status: 'COMPLETED', result: { id, event: eventId, key: '' }, progress: 'halfway' })

  expect(JSON.parse(readFileSync(path.join(cli.home, 'task.json'), 'utf8'))).toMatchObject({
    id,
    agent: 'scripted',
    attempt: 1,
    prompt: expect.stringContaining('Look into'),
    event: { id: eventId, eventType: 'issues.opened', subject: { title: expect.any(String) } },
  })
  expect(run.said()).toContain(`[${id}] looking`)
  expect(await run.stop('SIGTERM')).toMatchObject({ exit: 0 })
})

it('output that is no JSON is text; a failure is tried again; 65 is for good', { timeout: SLOW_MS }, async () => {
  const agent = await createAgent(app, 'failing')
  const run = start(agent, 'case $HOOKLINE_ATTEMPT in 1) echo "no luck" >&2; exit 3;; *) echo well done;; esac')
  const { id } = await agent.queue()
  await untilTask(app, id, { status: 'COMPLETED', attempt: 2, result: { text: 'well done' } })
  expect(run.said()).toMatch(/The program ended with 3:\nno luck/)
  await run.stop()

  const final = start(agent, 'echo "never" >&2; exit 65')
  const { id: lost } = await agent.queue()
  await untilTask(app, lost, { status: 'FAILED', attempt: 1, error: 'The program ended with 65:\nnever' })
  await final.stop()
})

it('a cancelled task ends its program and what that has started; a time that is up too', { timeout: SLOW_MS }, async () => {
  const agent = await createAgent(app, 'ended')
  const run = start(agent, 'echo $$ > pid; echo begun >&2; sleep 300 & wait', '--lease', '5')
  const { id } = await agent.queue()
  await untilTask(app, id, { status: 'CLAIMED', progress: 'begun' })
  const pid = Number(readFileSync(path.join(cli.home, 'pid'), 'utf8'))
  await cli.run(['tasks', 'cancel', id])
  await expect.poll(() => isRunning(pid), { timeout: SLOW_MS }).toBe(false)
  await run.stop()

  const slow = start(agent, 'sleep 300', '--timeout', '1s')
  const { id: late } = await agent.queue()
  await untilPrinted(slow.said, 'It took longer than 1 s')
  await slow.stop()
  expect((await readTask(app, late)).error).toBe('It took longer than 1 s')
})

it('SIGINT lets a program finish; a second one ends it, and its task is handed back', { timeout: SLOW_MS }, async () => {
  const agent = await createAgent(app, 'stopped')
  const run = start(agent, 'echo begun >&2; sleep 2; echo finished')
  const { id } = await agent.queue()
  await untilPrinted(run.said, 'begun')
  expect(await run.stop()).toMatchObject({ exit: 0 })
  expect(await readTask(app, id)).toMatchObject({ status: 'COMPLETED', result: { text: 'finished' } })

  const second = start(agent, 'echo begun >&2; sleep 300')
  const { id: held } = await agent.queue()
  await untilPrinted(second.said, 'begun')
  second.child.kill('SIGINT')
  await untilPrinted(second.said, 'Stopping')
  expect(await second.stop()).toMatchObject({ exit: 0 })
  await untilTask(app, held, { status: 'QUEUED' })
})

it('leaves no program behind when it ends at once', { timeout: SLOW_MS }, async () => {
  const agent = await createAgent(app, 'piped')
  for (let i = 0; i < 4; i++) await agent.queue()
  const exec = 'if mkdir long; then echo $$ > long/pid; sleep 300; fi; echo done'

  await cli.shell(`HOOKLINE_KEY=${agent.key} hookline agent run --name piped --concurrency 2 --exec '${exec}' | head -1`)

  const pid = Number(readFileSync(path.join(cli.home, 'long/pid'), 'utf8'))
  await expect.poll(() => isRunning(pid), { timeout: SLOW_MS }).toBe(false)
})

it('a key of another agent ends it with 3', { timeout: SLOW_MS }, async () => {
  const agent = await createAgent(app, 'other')
  const ended = await cli.run(['agent', 'run', '--name', 'not-mine', '--exec', 'true'], { env: { HOOKLINE_KEY: agent.key } })
  expect(ended).toMatchObject({ exit: 3, said: expect.stringContaining('(forbidden)') })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}
