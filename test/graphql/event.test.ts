import { beforeEach, describe, expect, it } from 'vitest'
import { createTestApi, makeWebhook, storeEvent, type TestApi } from './run.ts'

const EVENT =
  'query ($id: ID!) { event(id: $id) { payload rawBody headers verification subject { title actorTrust thread } replayOf { id } status responseSent } }'

describe('events', () => {
  let api: TestApi

  beforeEach(async () => {
    api = await createTestApi()
    await makeWebhook(api, 'hook')
  })

  it('give the payload and the bytes as they came', async () => {
    const text = '\ufeff{"id": 9007199254740993, "name": "Zoë"}'
    const id = await storeEvent(api.registry, { webhookId: 'hook', payloadText: text })

    const { event } = await api.ask(EVENT, { id })

    expect(event.payload).toEqual({ id: '9007199254740993', name: 'Zoë' })
    expect(Buffer.from(event.rawBody, 'base64').toString()).toBe(text)
    expect(event).toMatchObject({
      headers: { 'x-github-event': 'issues' },
      verification: { scheme: 'github' },
      subject: { title: 'A bug', actorTrust: 'MEMBER', thread: 'octo/app#7' },
      status: 'PROCESSED',
      responseSent: false,
    })
  })

  it('give the bytes of a form beside the payload that was read from it', async () => {
    const id = await storeEvent(api.registry, { webhookId: 'hook', payloadText: '{"text":"hi"}', rawBody: Buffer.from('text=hi') })

    const { event } = await api.ask(EVENT, { id })

    expect(event.payload).toEqual({ text: 'hi' })
    expect(Buffer.from(event.rawBody, 'base64').toString()).toBe('text=hi')
  })

  it('have neither once the payload is gone', async () => {
    const id = await storeEvent(api.registry, { webhookId: 'hook' })
    await api.registry.db.write([{ sql: "UPDATE webhook_events SET payload_json = NULL, payload_state = 'EXPIRED'", params: [] }])

    const { event } = await api.ask(EVENT, { id })

    expect(event).toMatchObject({ payload: null, rawBody: null })
  })

  it('are made anew by a replay and by the Test button', async () => {
    const id = await storeEvent(api.registry, { webhookId: 'hook' })
    const RESULT = '{ __typename ... on Error { code } ... on ReplayEventPayload { event { id webhook { id } } } }'

    const { replayed, none } = await api.ask(
      `mutation ($id: ID!) { replayed: replayEvent(id: $id) ${RESULT} none: replayEvent(id: "evt_none") ${RESULT} }`,
      { id },
    )
    const { sendTestEvent } = await api.ask(
      'mutation { sendTestEvent(webhookId: "hook", eventType: "issues.opened") { ... on SendTestEventPayload { event { webhook { id } } } } }',
    )

    expect(replayed).toMatchObject({ __typename: 'ReplayEventPayload', event: { webhook: { id: 'hook' } } })
    expect(replayed.event.id).not.toBe(id)
    expect(none).toEqual({ __typename: 'NotFound', code: 'not_found' })
    expect(sendTestEvent.event.webhook).toEqual({ id: 'hook' })
  })

  it('are found as nodes by their prefix, like everything that has an id', async () => {
    const action = {
      id: 'act_1',
      commandId: null,
      commandVersion: null,
      kind: 'respond',
      status: 'SUCCEEDED',
      text: 'Hi',
      agent: null,
      target: null,
      doneAtMs: 1,
      nextAttemptAtMs: null,
    }
    const task = { id: 'task_1', commandId: null, actionId: 'act_1', agent: 'planner', prompt: 'Look' }
    const id = await storeEvent(api.registry, { webhookId: 'hook', actions: [action], tasks: [task] })
    const { webhook } = await api.ask('{ webhook(id: "hook") { commands { id } } }')

    for (const [nodeId, typename] of [
      [id, 'WebhookEvent'],
      ['act_1', 'Action'],
      ['task_1', 'Task'],
      [webhook.commands[0].id, 'Command'],
      ['hook', 'Webhook'],
    ]) {
      expect(await api.ask('query ($id: ID!) { node(id: $id) { __typename id } }', { id: nodeId })).toEqual({
        node: { __typename: typename, id: nodeId },
      })
    }
    for (const nodeId of ['evt_none', 'qst_1', '__proto__', 'constructor_1', 'none']) {
      expect(await api.ask('query ($id: ID!) { node(id: $id) { id } }', { id: nodeId })).toEqual({ node: null })
    }
  })
})
