import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mayUse } from '../../src/graphql/field-roles.ts'
import { schema } from '../../src/graphql/schema.ts'
import { readTools } from '../../src/mcp/tools.ts'
import { ROLES, type Role } from '../../src/model/viewer.ts'
import { type Data, startApp, type TestApp } from '../helpers/start-app.ts'
import { type Ids, MUTATIONS, QUERIES, type Row } from '../hostile/rights-table.ts'
import { makeKeys, makeThings } from '../hostile/things.ts'
import { send } from './clients.ts'

type Caller = Role | 'nobody'
const CALLERS: readonly Caller[] = ['nobody', 'VIEWER', 'AGENT', 'OPERATOR', 'ADMIN']

const COMMAND = { trigger: '*', action: 'CREATE_TASK', agent: 'planner' }
/** What each tool is called with. `$event` is there, `absent-…` is nowhere. */
const ARGUMENTS: Record<string, object> = {
  add_command: { webhookId: 'absent-hook', command: COMMAND },
  answer_question: { id: '$question', answer: '' },
  approve_proposal: { id: 'absent-proposal' },
  ask: { eventId: '$event', question: 'x' },
  ask_for_proposal: { proposalId: 'absent-proposal', eventId: '$event' },
  cancel_question: { id: '$question' },
  cancel_task: { id: 'absent-task' },
  claim_task: { agent: 'planner', leaseSeconds: 1 },
  comment: { eventId: '$event', message: 'x' },
  complete_task: { id: '$task', leaseToken: 'wrong' },
  create_webhook: { name: '', provider: 'GITHUB' },
  delete_command: { id: 'absent-command' },
  delete_webhook: { id: 'absent-hook' },
  disable_webhook: { id: 'absent-hook' },
  enable_webhook: { id: 'absent-hook' },
  fail_task: { id: '$task', leaseToken: 'wrong', error: 'x' },
  forward: { eventId: '$event', target: '$webhook' },
  get_event: { id: '$event' },
  get_health: {},
  get_proposal: { id: 'absent-proposal' },
  get_question: { id: '$question' },
  get_task: { id: '$task' },
  get_viewer: {},
  get_webhook: { id: '$webhook' },
  heartbeat_task: { id: '$task', leaseToken: 'wrong' },
  list_agent_policies: {},
  list_config_errors: {},
  list_proposals: { first: 5 },
  list_providers: {},
  list_questions: {},
  list_tasks: { first: 5 },
  list_webhooks: { first: 5 },
  preview_command: { webhookId: '$webhook', command: COMMAND },
  reject_proposal: { id: 'absent-proposal' },
  release_task: { id: '$task', leaseToken: 'wrong' },
  renew_webhook: { id: 'absent-hook' },
  replay_event: { id: 'absent-event' },
  requeue_task: { id: 'absent-task' },
  reset_breaker: { webhookId: 'absent-hook' },
  respond: { eventId: '$event', response: 'x' },
  retry_action: { id: 'absent-action' },
  revert_webhook: { id: 'absent-hook', version: 1 },
  rotate_webhook_secret: { id: 'absent-hook' },
  search_events: { first: 5, where: { webhookIds: ['$webhook'] } },
  test_webhook: { webhookId: 'absent-hook', eventType: 'x' },
  update_command: { id: 'absent-command' },
  update_webhook: { id: 'absent-hook' },
}

const tools = readTools(schema)
let app: TestApp
let ids: Ids
let keys: Record<Role, string>

beforeAll(async () => {
  app = await startApp({ env: { KEY_REQUESTS_PER_MINUTE: '0' } })
  ids = await makeThings(app, 'hook')
  keys = await makeKeys(app)
}, 60_000)
afterAll(() => app.close())

describe('the table of rights, each tool', () => {
  it('has a row, and an operation in src/mcp/tools', () => {
    const files = readdirSync('src/mcp/tools').map((file) => file.replace('.graphql', '').replaceAll('-', '_'))

    expect(Object.keys(ARGUMENTS)).toEqual(files.sort())
    expect([...tools.keys()]).toEqual(files)
  })

  it('is named in docs/mcp.md', () => {
    const named = [...readFileSync('docs/mcp.md', 'utf8').matchAll(/`([a-z]+(?:_[a-z]+)*)`/g)].map(([, name]) => name)

    expect(named).toEqual(expect.arrayContaining([...tools.keys()]))
  })

  it.each(Object.keys(ARGUMENTS))('%s: called by each', async (name) => {
    const may = mayCall(name)
    const expected = CALLERS.map((caller) => (caller === 'nobody' ? 'unauthenticated' : may.includes(caller) ? 'allowed' : 'forbidden'))
    const verdicts: string[] = []
    for (const caller of CALLERS) verdicts.push(await ask(name, caller))

    expect(verdicts).toEqual(expected)
  })

  it.each(ROLES)('%s is offered those that it may call, and no others', async (role) => {
    const { json } = await send(app, { jsonrpc: '2.0', id: 1, method: 'tools/list' }, { authorization: `Bearer ${keys[role]}` })

    expect(json.result.tools.map((tool: Data) => tool.name)).toEqual([...tools.keys()].filter((name) => mayCall(name).includes(role)))
  })
})

it('which roles may use a field is told as it is', () => {
  const told = Object.fromEntries(
    Object.keys({ ...QUERIES, ...MUTATIONS }).map((field) => [field, ROLES.filter((role) => mayUse(role, field))]),
  )
  const held = Object.fromEntries(
    Object.entries({ ...QUERIES, ...MUTATIONS }).map(([field, row]) => [field, ROLES.filter((role) => holders(row).includes(role))]),
  )

  expect(told).toEqual(held)
})

it('a call that is refused is in the audit', async () => {
  await ask('delete_command', 'VIEWER')

  const entries = () => app.graphql('{ auditLog(first: 100, verb: "refused") { edges { node { actor subject } } } }')
  await expect.poll(async () => (await entries()).auditLog.edges).toContainEqual({ node: { actor: 'VIEWER of', subject: 'addCommand' } })
})

function mayCall(name: string): readonly Role[] {
  const { field, annotations } = tools.get(name)!
  return holders((annotations.readOnlyHint ? QUERIES : MUTATIONS)[field]!)
}

/** What an agent proposes it may call, too. */
function holders({ may, proposes }: Row): readonly Role[] {
  return proposes === undefined ? may : [...may, 'AGENT']
}

async function ask(name: string, caller: Caller): Promise<string> {
  const args = JSON.parse(JSON.stringify(ARGUMENTS[name]).replace(/\$(\w+)/g, (_, id: keyof Ids) => ids[id]))
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }
  const { status, json } = await send(app, message, { authorization: caller === 'nobody' ? '' : `Bearer ${keys[caller]}` })
  if (status === 401) return 'unauthenticated'
  if (status !== 200 || !json.result) return JSON.stringify(json)
  const { isError, structuredContent } = json.result
  if (isError && structuredContent.code === 'forbidden') return 'forbidden'
  return isError && structuredContent.code.startsWith('graphql') ? JSON.stringify(structuredContent) : 'allowed'
}
