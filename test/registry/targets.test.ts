import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { askWithKey } from '../helpers/other-key.ts'
import { type Data, startApp, type TestApp } from '../helpers/start-app.ts'

const FAILURES = '... on InvalidInput { issues { path message } } ... on Error { code }'
const CREATE = `mutation ($input: CreateWebhookInput!) { result: createWebhook(input: $input) {
  __typename ... on CreateWebhookPayload { webhook { id commands { id } } } ${FAILURES} } }`
const UPDATE = `mutation ($input: UpdateWebhookInput!) { result: updateWebhook(input: $input) { __typename ${FAILURES} } }`
const ADD = `mutation ($id: ID!, $command: CommandInput!) { result: addCommand(webhookId: $id, command: $command) { __typename ${FAILURES} } }`
const CHANGE = `mutation ($input: UpdateCommandInput!) { result: updateCommand(input: $input) { __typename ${FAILURES} } }`
const TARGET = 'url hint createdAt createdBy disabledAt disabledReason'
const SET = `mutation ($url: String!, $secret: String, $makeSecret: Boolean, $enabled: Boolean, $overlapSeconds: Int) {
  result: setForwardTarget(url: $url, secret: $secret, makeSecret: $makeSecret, enabled: $enabled, overlapSeconds: $overlapSeconds) {
    __typename ... on ForwardTargetPayload { secret target { ${TARGET} } } ${FAILURES} } }`
const LIST = `{ result: forwardTargets { ${TARGET} } }`

const MADE = /^whsec_[A-Za-z0-9+/]{43}=$/
const PRIVATE = [
  'https://10.0.0.1/in',
  'https://[fd00::1]/in',
  'https://169.254.169.254/latest',
  'https://localhost/in',
  'http://93.184.215.14/in',
]

async function start(env: Record<string, string> = { EGRESS_ALLOW: '127.0.0.1' }) {
  const app = await startApp({ env })
  onTestFinished(() => app.close())
  const run = async (query: string, variables: object) => (await app.graphql(query, variables as Record<string, unknown>)).result
  const set = (variables: object) => run(SET, variables)
  const list = (): Promise<Data[]> => run(LIST, {})
  const create = (id: string, targets: readonly string[], provider = 'GITHUB') =>
    run(CREATE, { input: { id, name: id, provider, commands: targets.map(forwarding) } })
  return { app, run, set, list, create }
}

function forwarding(target: string) {
  return { trigger: '*', action: 'FORWARD', target }
}

async function commandOf(app: TestApp, id: string): Promise<string> {
  return (await app.graphql(`{ webhook(id: "${id}") { commands { id } } }`)).webhook.commands[0].id
}

describe('what a command forwards to', () => {
  it('is registered with a secret of its own when it is saved, once', async () => {
    const { app, run, create, list } = await start()

    await create('hook', ['http://127.0.0.1:4000/in#part', 'http://127.0.0.1:4000/in'])
    await run(ADD, { id: 'hook', command: forwarding('http://127.0.0.1:4000/in') })
    await run(ADD, { id: 'hook', command: forwarding('http://127.0.0.1:4000/other') })
    await run(CHANGE, { input: { id: await commandOf(app, 'hook'), target: 'http://127.0.0.1:4000/changed' } })
    await run(UPDATE, { input: { id: 'hook', commands: [forwarding('HTTP://127.0.0.1:4000')] } })

    const targets = await list()
    expect(targets.map(({ url }) => url)).toEqual([
      'http://127.0.0.1:4000/',
      'http://127.0.0.1:4000/changed',
      'http://127.0.0.1:4000/in',
      'http://127.0.0.1:4000/other',
    ])
    expect(targets[0]).toMatchObject({ hint: expect.stringMatching(/^….{4}$/), createdBy: 'ADMIN_API_KEY', disabledAt: null })
  })

  it('B62: is refused where it may not be called: at create, update, by a command, and by hand', async () => {
    const { app, run, create, set, list } = await start({})
    await create('hook', [])
    await app.graphql(ADD, { id: 'hook', command: { trigger: '*', action: 'CREATE_TASK', agent: 'x' } })
    const id = await commandOf(app, 'hook')
    const refused = (path: string[]) => ({ __typename: 'InvalidInput', issues: [{ path, message: expect.any(String) }] })

    for (const target of PRIVATE) {
      expect(await create('other', [target])).toMatchObject(refused(['commands', '0', 'target']))
      expect(await run(UPDATE, { input: { id: 'hook', commands: [forwarding(target)] } })).toMatchObject(
        refused(['commands', '0', 'target']),
      )
      expect(await run(ADD, { id: 'hook', command: forwarding(target) })).toMatchObject(refused(['target']))
      expect(await run(CHANGE, { input: { id, action: 'FORWARD', target } })).toMatchObject(refused(['target']))
      expect(await set({ url: target })).toMatchObject(refused(['url']))
    }
    expect(await list()).toEqual([])
  })

  it('names its issue by the place of the command', async () => {
    const { create } = await start()

    const { issues } = await create('hook', ['http://127.0.0.1:4000/in', 'https://10.0.0.1', 'nobody'])

    expect(issues.map(({ path }: Data) => path.join('.'))).toEqual(['commands.1.target', 'commands.2.target'])
  })

  it('may be another webhook that takes what is forwarded', async () => {
    const { create, list } = await start()
    for (const [id, provider] of [
      ['github', 'GITHUB'],
      ['jira', 'JIRA'],
      ['custom', 'CUSTOM'],
      ['standard', 'STANDARD'],
    ] as const)
      await create(id, [], provider)

    expect(await create('good', ['github', 'custom', 'standard'])).toMatchObject({ __typename: 'CreateWebhookPayload' })
    const { issues } = await create('bad', ['jira', 'bad', 'absent'])
    expect(issues.map(({ message }: Data) => message)).toEqual([
      '"jira" is a jira webhook and takes nothing of github; expected one of github, standard or custom',
      'a webhook does not forward to itself',
      'there is no webhook "absent"',
    ])
    expect(await list()).toEqual([])
  })

  it('is not there for a key that does not see it', async () => {
    const { app, create } = await start()
    await create('mine', [])
    await create('theirs', [])

    const held = { role: 'OPERATOR', webhookIds: ['mine'] }
    expect(await askWithKey(app, held, ADD, { id: 'mine', command: forwarding('theirs') })).toMatchObject({
      __typename: 'InvalidInput',
      issues: [{ path: ['target'], message: 'there is no webhook "theirs"' }],
    })
  })

  it('is not looked at again where it stays as it is', async () => {
    const { app, run, create } = await start()
    await create('target', [], 'CUSTOM')
    await create('hook', ['target'])
    await app.graphql('mutation { deleteWebhook(id: "target") { __typename } }')

    expect(await run(CHANGE, { input: { id: await commandOf(app, 'hook'), enabled: false } })).toMatchObject({
      __typename: 'CommandPayload',
    })
    expect(await run(UPDATE, { input: { id: 'hook', commands: [forwarding('target')] } })).toMatchObject({
      __typename: 'UpdateWebhookPayload',
    })
    expect(await run(ADD, { id: 'hook', command: forwarding('target') })).toMatchObject({ __typename: 'InvalidInput' })
  })
})

describe('a version that forwards', () => {
  it('is brought back with its targets, or refused where one is gone', async () => {
    const { app, run, create } = await start()
    await create('target', [], 'CUSTOM')
    await create('hook', ['target', 'http://127.0.0.1:4000/in'])
    await run(UPDATE, { input: { id: 'hook', commands: [] } })
    const revert = (version: number) =>
      run(`mutation ($version: Int!) { result: revertWebhook(id: "hook", version: $version) { __typename ${FAILURES} } }`, { version })

    expect(await revert(1)).toMatchObject({ __typename: 'UpdateWebhookPayload' })
    await app.graphql('mutation { deleteWebhook(id: "target") { __typename } }')
    await run(UPDATE, { input: { id: 'hook', commands: [] } })
    expect(await revert(1)).toMatchObject({ __typename: 'InvalidInput', issues: [{ path: ['commands', '0', 'target'] }] })
  })
})

describe('setForwardTarget', () => {
  const url = 'http://127.0.0.1:4000/in'

  it('registers a target and shows its secret this once', async () => {
    const { app, set, list } = await start()

    const { secret, target } = await set({ url: `${url}#x` })

    expect(secret).toMatch(MADE)
    expect(target).toMatchObject({ url, hint: `…${secret.slice(-4)}`, createdBy: 'ADMIN_API_KEY', disabledAt: null, disabledReason: null })
    expect(await list()).toEqual([target])
    expect(await set({ url })).toMatchObject({ secret: null, target })
    const { auditLog } = await app.graphql('{ auditLog(first: 1) { totalCount edges { node { verb subject detail } } } }')
    expect(auditLog.edges[0].node).toEqual({ verb: 'target.set', subject: url, detail: { secret: 'stored', address: '127.0.0.1' } })
    expect(auditLog.totalCount).toBe(1)
  })

  it('makes or takes another secret', async () => {
    const { set } = await start()
    const first = (await set({ url })).secret
    const own = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

    const made = await set({ url, makeSecret: true })
    const taken = await set({ url, secret: own, overlapSeconds: 0 })

    expect(made.secret).toMatch(MADE)
    expect(made.secret).not.toBe(first)
    expect(taken).toMatchObject({ secret: own, target: { hint: `…${own.slice(-4)}` } })
  })

  it('disables and enables a target', async () => {
    const { set } = await start()
    await set({ url })

    const off = await set({ url, enabled: false })
    expect(off).toMatchObject({ secret: null, target: { disabledAt: expect.any(String), disabledReason: 'Disabled by ADMIN_API_KEY' } })
    expect(await set({ url, enabled: true })).toMatchObject({ target: { disabledAt: null, disabledReason: null } })
  })

  it('disables a target that may not be called any more, and does not enable it', async () => {
    const DATA_DIR = mkdtempSync(path.join(tmpdir(), 'hookline-targets-'))
    onTestFinished(() => rmSync(DATA_DIR, { recursive: true }))
    const before = await startApp({ env: { DATA_DIR, EGRESS_ALLOW: '127.0.0.1' } })
    await before.graphql(SET, { url })
    await before.close()

    const { set } = await start({ DATA_DIR })

    expect(await set({ url, enabled: false })).toMatchObject({ target: { disabledAt: expect.any(String) } })
    expect(await set({ url, enabled: true })).toMatchObject({ __typename: 'InvalidInput', issues: [{ path: ['url'] }] })
    expect(await set({ url, makeSecret: true })).toMatchObject({ __typename: 'InvalidInput', issues: [{ path: ['url'] }] })
  })

  it('says what is wrong', async () => {
    const { set } = await start()
    const pathsOf = async (variables: object) => (await set(variables)).issues.map(({ path }: Data) => path.join('.'))

    expect(await pathsOf({ url: 'slug' })).toEqual(['url'])
    expect(await pathsOf({ url: 'https://user:pass@example.com' })).toEqual(['url'])
    expect(await pathsOf({ url, secret: 'whsec_c2hvcnQ=' })).toEqual(['secret'])
    expect(await pathsOf({ url, secret: `whsec_${'A'.repeat(44)}`, makeSecret: true })).toEqual(['makeSecret'])
  })

  it('is for ADMIN and OPERATOR keys that are held to no webhooks, and so is the list', async () => {
    const { app, create } = await start()
    await create('hook', [])

    expect(await askWithKey(app, { role: 'OPERATOR' }, SET, { url })).toMatchObject({ __typename: 'ForwardTargetPayload' })
    expect(await askWithKey(app, { role: 'OPERATOR' }, LIST)).toMatchObject([{ url, createdBy: 'another' }])
    for (const key of [{ role: 'VIEWER' }, { role: 'AGENT', agent: 'x' }, { role: 'OPERATOR', webhookIds: ['hook'] }]) {
      expect(await askWithKey(app, key, SET, { url, makeSecret: true })).toMatchObject({ __typename: 'Forbidden' })
      expect(await askWithKey(app, key, LIST)).toEqual({ error: 'FORBIDDEN' })
    }
  })
})
