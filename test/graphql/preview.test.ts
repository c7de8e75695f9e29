import { beforeEach, describe, expect, it } from 'vitest'
import { createTestApi, makeWebhook, storeEvent, type TestApi } from './run.ts'

const PREVIEW = `query ($command: CommandInput!, $last: Int! = 100, $eventIds: [ID!]) {
  previewCommand(webhookId: "hook", command: $command, last: $last, eventIds: $eventIds) {
    tried matched results { matched rendered trace { path expected actual held } event { id payload } }
  }
}`

describe('previewCommand', () => {
  let api: TestApi
  let bug: string
  let push: string

  beforeEach(async () => {
    api = await createTestApi()
    await makeWebhook(api, 'hook')
    bug = await storeEvent(api.registry, { webhookId: 'hook' })
    push = await storeEvent(api.registry, { webhookId: 'hook', eventType: 'push', payloadText: '{"ref":"main"}' })
  })

  it('says of each stored event what the command would have made of it, newest first', async () => {
    const command = { trigger: 'issues', action: 'CREATE_TASK', template: 'Look at {{issue.title}}', conditions: { 'issue.number': 7 } }

    const { previewCommand } = await api.ask(PREVIEW, { command })

    expect(previewCommand).toMatchObject({
      tried: 2,
      matched: 1,
      results: [
        {
          matched: false,
          rendered: null,
          trace: [{ path: 'trigger', expected: 'issues', actual: 'push', held: false }],
          event: { id: push },
        },
        {
          matched: true,
          rendered: `Look at <untrusted-${bug.slice(-8)}>A bug</untrusted-${bug.slice(-8)}>`,
          trace: [{ path: 'issue.number', expected: 7, actual: 7, held: true }],
          event: { id: bug, payload: { action: 'opened' } },
        },
      ],
    })
  })

  it('shows the text as it would be posted, or forwarded', async () => {
    const event = await storeEvent(api.registry, { webhookId: 'hook', payloadText: '{"t":"@all"}' })
    const rendered = async (action: string) => {
      const { previewCommand } = await api.ask(PREVIEW, { command: { trigger: '*', action, template: '{{t}}' }, eventIds: [event] })
      return previewCommand.results[0].rendered
    }

    expect([await rendered('COMMENT'), await rendered('FORWARD')]).toEqual(['@\u200ball', '@all'])
  })

  it('shows which condition did not hold', async () => {
    const { previewCommand } = await api.ask(PREVIEW, {
      command: { trigger: 'issues.*', action: 'COMMENT', conditions: { 'issue.number': 8 } },
      eventIds: [bug],
    })

    expect(previewCommand).toMatchObject({
      tried: 1,
      matched: 0,
      results: [{ trace: [{ path: 'issue.number', expected: 8, actual: 7, held: false }] }],
    })
  })

  it('takes the last events only, or those that are named', async () => {
    const command = { trigger: '*', action: 'COMMENT' }

    expect((await api.ask(PREVIEW, { command, last: 1 })).previewCommand.results).toMatchObject([{ event: { id: push } }])
    expect((await api.ask(PREVIEW, { command, eventIds: [bug, 'evt_none'] })).previewCommand.results).toMatchObject([
      { event: { id: bug } },
    ])
  })

  it('tries a disabled command as if it were enabled, and changes nothing', async () => {
    const before = await counts()

    const { previewCommand } = await api.ask(PREVIEW, {
      command: { trigger: '*', action: 'CREATE_TASK', agent: 'planner', enabled: false },
    })

    expect(previewCommand.matched).toBe(2)
    expect(await counts()).toEqual(before)
  })

  it.each([
    ['a trigger', { command: { trigger: 'a(b', action: 'COMMENT' } }, ['trigger']],
    ['a template', { command: { trigger: '*', action: 'COMMENT', template: '{{#open' } }, ['template']],
    ['conditions', { command: { trigger: '*', action: 'COMMENT', conditions: 'none' } }, ['conditions']],
    ['a number of events', { command: { trigger: '*', action: 'COMMENT' }, last: 1001 }, ['last']],
    ['a list of events', { command: { trigger: '*', action: 'COMMENT' }, eventIds: Array(101).fill('evt_1') }, ['eventIds']],
  ])('refuses %s that it cannot use', async (_, variables, path) => {
    expect(await api.fail(PREVIEW, variables)).toMatchObject({ code: 'BAD_USER_INPUT', issues: [{ path }] })
  })

  it('needs a webhook', async () => {
    const failure = await api.fail('{ previewCommand(webhookId: "none", command: { trigger: "*", action: COMMENT }) { tried } }')

    expect(failure).toMatchObject({ code: 'NOT_FOUND' })
  })

  function counts() {
    return api.registry.db.read(
      'SELECT (SELECT count(*) FROM webhook_actions) AS actions, (SELECT count(*) FROM tasks) AS tasks, (SELECT count(*) FROM change_feed) AS feed',
    )
  }
})
