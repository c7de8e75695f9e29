import { ROLES, type Role } from '../../src/model/viewer.ts'
import type { Data, TestApp } from '../helpers/start-app.ts'
import type { Ids } from './rights-table.ts'

/** A webhook with one of everything: a command, an event with an action and a task of `planner`, a question, a refused delivery. */
export async function makeThings(app: TestApp, id: string): Promise<Ids> {
  const webhook = await app.createWebhook({
    id,
    provider: 'STANDARD',
    commands: [{ trigger: '*', action: 'CREATE_TASK', agent: 'planner', template: 'Look' }],
  })
  await app.deliver(webhook, { body: '{"type":"order.created"}' })
  await app.deliver(webhook, { body: '{"type":"order.created"}', secret: null })
  const [found] = await app.events(id, 'id actions { id } tasks { id } webhook { commands { id } }')
  return {
    webhook: id,
    command: found.webhook.commands[0].id,
    event: found.id,
    action: found.actions[0].id,
    task: found.tasks[0].id,
    question: await makeQuestion(app, found.id),
  }
}

async function makeQuestion(app: TestApp, eventId: string): Promise<string> {
  const { ask }: Data = await app.graphql(
    'mutation ($input: AskInput!) { ask(input: $input) { ... on AskPayload { question { id } } ... on Error { message } } }',
    { input: { eventId, question: 'Which one?' } },
  )
  if (!ask.question) throw new Error(ask.message)
  return ask.question.id
}

/** A key of each role; the AGENT is `planner`. */
export async function makeKeys(app: TestApp, webhookIds: string[] = []): Promise<Record<Role, string>> {
  const made = ROLES.map(async (role) => [role, await makeKey(app, role, webhookIds)] as const)
  return Object.fromEntries(await Promise.all(made)) as Record<Role, string>
}

async function makeKey(app: TestApp, role: Role, webhookIds: string[]): Promise<string> {
  const { createApiKey }: Data = await app.graphql(
    'mutation ($name: String!, $role: Role!, $agent: String, $webhookIds: [ID!]) { createApiKey(name: $name, role: $role, agent: $agent, webhookIds: $webhookIds) { ... on CreateApiKeyPayload { key } ... on Error { message } } }',
    { name: `${role} of ${webhookIds}`, role, agent: role === 'AGENT' ? 'planner' : null, webhookIds },
  )
  if (!createApiKey.key) throw new Error(createApiKey.message)
  return createApiKey.key
}
