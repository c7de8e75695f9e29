import { beforeEach, describe, expect, it } from 'vitest'
import { viewerOf } from '../helpers/registry.ts'
import { createTestApi, type Data, makeWebhook, storeEvent, type TestApi } from './run.ts'

const CREATE = `mutation ($input: CreateWebhookInput!) {
  result: createWebhook(input: $input) { __typename ... on CreateWebhookPayload { secret webhook { id url hasSecret } } ... on InvalidInput { issues { path message } } ... on Error { code message } }
}`
const UPDATE = `mutation ($input: UpdateWebhookInput!) {
  result: updateWebhook(input: $input) { __typename ... on UpdateWebhookPayload { webhook { name version } } ... on Error { code } }
}`

describe('webhooks', () => {
  let api: TestApi

  beforeEach(async () => {
    api = await createTestApi()
  })

  it('are made with a secret that is shown once, and have a URL', async () => {
    const { result } = await api.ask(CREATE, { input: { id: 'hook', name: 'Hook', provider: 'GITHUB' } })
    const { webhook } = await api.ask('{ webhook(id: "hook") { hasSecret secrets { id hint } versions { version by } } }')

    expect(result).toMatchObject({
      __typename: 'CreateWebhookPayload',
      webhook: { url: 'https://hooks.example.com/webhooks/github/hook', hasSecret: true },
    })
    expect(result.secret).toMatch(/^\S{8,}$/)
    expect(webhook).toMatchObject({ hasSecret: true, secrets: [{}], versions: [{ version: 1 }] })
    expect(JSON.stringify(webhook)).not.toContain(result.secret)
  })

  it('say in the result what is wrong with an input', async () => {
    const commands = [{ trigger: 'issues(', action: 'COMMENT', template: '{{#x' }]

    const { result } = await api.ask(CREATE, { input: { name: 'Hook', provider: 'GITHUB', commands } })

    expect(result).toMatchObject({ __typename: 'InvalidInput', code: 'invalid_input' })
    expect(result.issues.map(({ path }: Data) => path.join('.'))).toEqual(['commands.0.trigger', 'commands.0.template'])
  })

  it('say in the result that a key may not, that an id is taken, and that there is none', async () => {
    await makeWebhook(api, 'hook')

    const forbidden = await api.ask(CREATE, { input: { name: 'Hook', provider: 'GITHUB' } }, viewerOf('VIEWER'))
    const taken = await api.ask(CREATE, { input: { id: 'hook', name: 'Hook', provider: 'GITHUB' } })
    const none = await api.ask(UPDATE, { input: { id: 'none', name: 'None' } })

    expect(forbidden.result).toMatchObject({ __typename: 'Forbidden', code: 'forbidden' })
    expect(taken.result).toMatchObject({ __typename: 'Conflict' })
    expect(none.result).toEqual({ __typename: 'NotFound', code: 'not_found' })
  })

  it("lose no one's update", async () => {
    await makeWebhook(api, 'hook')

    const first = await api.ask(UPDATE, { input: { id: 'hook', name: 'First', expectedVersion: 1 } })
    const second = await api.ask(UPDATE, { input: { id: 'hook', name: 'Second', expectedVersion: 1 } })

    expect(first.result).toEqual({ __typename: 'UpdateWebhookPayload', webhook: { name: 'First', version: 2 } })
    expect(second.result).toMatchObject({ __typename: 'Conflict' })
  })

  it('show what is stored after each of several mutations of one request', async () => {
    await makeWebhook(api, 'hook')
    const ENABLED = '... on UpdateWebhookPayload { webhook { enabled commands { webhook { enabled } } } }'

    const data = await api.ask(`mutation { off: disableWebhook(id: "hook") { ${ENABLED} } on: enableWebhook(id: "hook") { ${ENABLED} } }`)

    expect(data.off.webhook).toEqual({ enabled: false, commands: [{ webhook: { enabled: false } }] })
    expect(data.on.webhook).toEqual({ enabled: true, commands: [{ webhook: { enabled: true } }] })
  })

  it('stay readable, with their commands in decisions, when they are deleted, and leave the list', async () => {
    const { commandId } = await makeWebhook(api, 'hook')
    await storeEvent(api.registry, {
      webhookId: 'hook',
      decisionsJson: JSON.stringify([{ commandId, commandVersion: 1, matched: true, trace: [] }]),
    })

    await api.ask('mutation { deleteWebhook(id: "hook") { ... on DeleteWebhookPayload { deletedId } } }')
    const data = await api.ask(
      '{ webhooks { totalCount } webhook(id: "hook") { deletedAt commands { id } } events { edges { node { webhook { id } decisions { command { id } } } } } }',
    )

    expect(data.webhooks.totalCount).toBe(0)
    expect(data.webhook).toMatchObject({ deletedAt: expect.any(Date), commands: [{ id: commandId }] })
    expect(data.events.edges[0].node).toEqual({ webhook: { id: 'hook' }, decisions: [{ command: { id: commandId } }] })
  })

  it('count their deliveries by minute, hour or day, with zeros between', async () => {
    const { registry } = api
    await makeWebhook(api, 'hook')
    const minute = Math.floor(registry.now() / 60_000)
    const at = (ago: number, received: number) => ({
      sql: 'INSERT INTO delivery_stats (webhook_id, minute, received, refused) VALUES (?, ?, ?, 1)',
      params: ['hook', minute - ago, received],
    })
    await registry.db.write([at(0, 5), at(59, 7), at(23 * 60, 11), at(24 * 60, 13), at(8 * 24 * 60, 17)])

    const { webhook } = await api.ask(
      `{ webhook(id: "hook") { ${['HOUR', 'DAY', 'WEEK'].map((window) => `${window}: stats(window: ${window}) { received refused series { at received } }`)} } }`,
    )

    expect([webhook.HOUR.series, webhook.DAY.series, webhook.WEEK.series].map(({ length }) => length)).toEqual([60, 24, 7])
    expect([webhook.HOUR.received, webhook.HOUR.refused]).toEqual([12, 2])
    expect([webhook.HOUR.series[0].received, webhook.HOUR.series[59].received]).toEqual([7, 5])
    expect(webhook.HOUR.series[59].at.getTime()).toBe(minute * 60_000)
    expect([webhook.DAY.received, webhook.DAY.series[0].received]).toEqual([23, 11])
    expect(webhook.WEEK.received).toBe(36)
  })

  it('say when their newest event came', async () => {
    for (const id of ['busy', 'idle']) await makeWebhook(api, id)
    await storeEvent(api.registry, { webhookId: 'busy' })
    await storeEvent(api.registry, { webhookId: 'busy' })
    const newestMs = api.registry.now()
    api.registry.pass(60_000)

    const { webhooks } = await api.ask('{ webhooks { edges { node { id lastEventAt } } } }')

    expect(webhooks.edges.map(({ node }: Data) => node)).toEqual([
      { id: 'busy', lastEventAt: new Date(newestMs) },
      { id: 'idle', lastEventAt: null },
    ])
  })

  it('have commands that are added, changed and taken away by themselves', async () => {
    await makeWebhook(api, 'hook', { commands: [] })
    const PAYLOAD =
      '__typename ... on CommandPayload { command { id trigger action priority template conditions coalesce } } ... on Error { code }'

    const { addCommand } = await api.ask(
      `mutation { addCommand(webhookId: "hook", command: { trigger: "issues.opened", action: COMMENT, conditions: { labels: ["bug"] } }) { ${PAYLOAD} } }`,
    )
    const { id } = addCommand.command
    const { updateCommand } = await api.ask(`mutation ($id: ID!) { updateCommand(input: { id: $id, priority: 5 }) { ${PAYLOAD} } }`, { id })
    const { deleteCommand } = await api.ask(
      'mutation ($id: ID!) { deleteCommand(id: $id) { ... on DeleteCommandPayload { deletedId } } }',
      { id },
    )

    expect(addCommand.command).toMatchObject({
      action: 'COMMENT',
      priority: 0,
      template: '',
      conditions: { labels: ['bug'] },
      coalesce: 'NEW',
    })
    expect(updateCommand.command).toMatchObject({ trigger: 'issues.opened', priority: 5 })
    expect(deleteCommand).toEqual({ deletedId: id })
  })
})
