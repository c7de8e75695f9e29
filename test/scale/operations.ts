import type { Filling } from './fill.ts'
import { EVERY_MS, word } from './fill.ts'

/** An operation as a page of the dashboard or a program asks it. */
export interface Operation {
  name: string
  query: string
  variables?: Record<string, unknown>
}

const EVENTS = `query ($where: EventFilter, $after: String, $last: Int, $first: Int) { events(first: $first, last: $last, after: $after, where: $where) {
  totalCount edges { node { id eventType status receivedAt subject { title thread } actions { kind status } } } pageInfo { hasNextPage endCursor } } }`

/** Every query of the API that reads rows, over a filling; a filter with what is frequent, what is rare and what is not there. */
export function operations(
  { events, webhookIds, agent, fromMs }: Filling,
  { eventId, taskId }: { eventId: string; taskId: string },
): Operation[] {
  const [first, second, rare] = [webhookIds[0]!, webhookIds[1]!, webhookIds.at(-1)!]
  const middle = new Date(fromMs + (events * EVERY_MS) / 2).toISOString()
  const filters: Record<string, Record<string, unknown>> = {
    'all events': {},
    'a webhook': { webhookIds: [first] },
    'a webhook with few events': { webhookIds: [rare] },
    'two webhooks': { webhookIds: [first, second] },
    'two providers': { providers: ['GITHUB', 'GITLAB'] },
    'a provider': { providers: ['GITHUB'] },
    'a provider with few events': { providers: ['GITLAB'] },
    'a provider without events': { providers: ['JIRA'] },
    'a type': { eventTypes: ['issues.opened'] },
    'types by a pattern': { eventTypes: ['issues.*'] },
    'a rare type': { eventTypes: ['tag_push'] },
    'a type that never came': { eventTypes: ['push'] },
    'the usual status': { statuses: ['PROCESSED'] },
    'a rare status': { statuses: ['FAILED'] },
    'statuses that no event has': { statuses: ['HELD', 'RECEIVED'] },
    'a time': { receivedBefore: middle },
    'a type of a webhook': { webhookIds: [first], eventTypes: ['issues.opened'] },
    'types of a webhook by a pattern': { webhookIds: [first], eventTypes: ['issues.*'] },
    'a type of two webhooks': { webhookIds: [first, rare], eventTypes: ['issues.opened'] },
    'a rare type of a webhook': { webhookIds: [first], eventTypes: ['tag_push'] },
    'a rare status of a webhook': { webhookIds: [first], statuses: ['FAILED'] },
    'a frequent word': { search: word(1) },
    'the beginning of a word': { search: word(1).slice(0, 3) },
    'words of one event': { search: `Issue ${Math.floor(events / 3)} ` },
    'a word that no event has': { search: 'nowhere' },
    'a word and a rare status': { search: word(2), statuses: ['FAILED'] },
    'a word and a time': { search: word(1), receivedBefore: new Date(fromMs + (events * EVERY_MS) / 10).toISOString() },
    'a word of a rare type': { search: word(1), eventTypes: ['tag_push'] },
    'a word of a webhook': { search: word(1), webhookIds: [rare] },
  }
  const lists = Object.entries(filters).map(([name, where]) => ({ name, query: EVENTS, variables: { where, first: 50 } }))
  return [
    ...lists,
    { name: 'the oldest events', query: EVENTS, variables: { last: 50 } },
    {
      name: 'an event',
      query: `query ($id: ID!) { event(id: $id) { id payload rawBody headers subject { title } decisions { matched } webhook { name } actions { id attempts { number } }
        tasks { id status } questions { id } } node(id: $id) { id } }`,
      variables: { id: eventId },
    },
    {
      name: 'webhooks with their last events',
      query: `{ webhooks(first: 50) { totalCount edges { node { id name lastEventAt breakers { thread } stats(window: WEEK) { received failed }
        events(first: 10) { totalCount edges { node { id } } } } } } }`,
    },
    {
      name: 'a webhook',
      query: 'query ($id: ID!) { webhook(id: $id) { name versions { version } commands { id } lastEventAt } }',
      variables: { id: first },
    },
    { name: 'tasks', query: '{ tasks(first: 50) { totalCount edges { node { id status event { id } inbox { id } } } } }' },
    { name: 'a task', query: 'query ($id: ID!) { task(id: $id) { id prompt status event { id } } }', variables: { id: taskId } },
    { name: 'tasks that wait', query: '{ tasks(first: 50, statuses: [QUEUED, CLAIMED]) { totalCount edges { node { id } } } }' },
    { name: 'tasks that have died', query: '{ tasks(first: 50, statuses: [DEAD, FAILED]) { totalCount edges { node { id } } } }' },
    {
      name: "an agent's tasks",
      query: 'query ($agent: String) { tasks(first: 50, agent: $agent, statuses: [QUEUED]) { edges { node { id } } } }',
      variables: { agent },
    },
    { name: 'agents', query: '{ agents { name queued claimed } }' },
    { name: 'actions', query: '{ actions(first: 50) { totalCount edges { node { id status attempts { number } } } } }' },
    { name: 'actions that failed', query: '{ actions(first: 50, statuses: [EXHAUSTED, RETRYING]) { totalCount edges { node { id } } } }' },
    {
      name: 'actions of an event',
      query: 'query ($id: ID) { actions(eventId: $id) { totalCount edges { node { id } } } }',
      variables: { id: eventId },
    },
    {
      name: 'questions',
      query: '{ questions(first: 50, statuses: [OPEN]) { totalCount edges { node { id } } } question(id: "qst_none") { id } }',
    },
    { name: 'proposals', query: '{ proposals(first: 50, statuses: [OPEN]) { totalCount edges { node { id } } } }' },
    { name: 'refused deliveries', query: '{ refusedDeliveries(first: 50) { totalCount edges { node { id } } } }' },
    { name: 'the audit', query: '{ auditLog(first: 50, verb: "webhook.create") { totalCount edges { node { id } } } verifyAudit { ok } }' },
    { name: 'statistics', query: '{ stats(window: WEEK) { received actions { kind status count } } feedCursor health { ok } }' },
    {
      name: 'what few keep many of',
      query: `{ agentPolicies { __typename } apiKeys { id } configErrors { file } forwardTargets { url } operationsWebhook { id } people { id }
        providerCredentials { provider } providers { provider } viewer { name } }`,
    },
    {
      name: 'a command tried on the last events',
      query: `query ($id: ID!) { previewCommand(webhookId: $id, command: { trigger: "issues.opened", action: CREATE_TASK, agent: "x" }, last: 100) { matched } }`,
      variables: { id: first },
    },
  ]
}
