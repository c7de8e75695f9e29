import { createRequire } from 'node:module'
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts'
import type { TestDelivery } from '../../helpers/start-app.ts'
import { fixture } from '../../providers/fixture.ts'
import type { Injection } from './corpus.ts'

const examples: { name: string; examples: JsonObject[] }[] = createRequire(import.meta.url)('@octokit/webhooks-examples')
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

/** What no recorded delivery has: https://docs.sentry.io/organization/integrations/integration-platform/webhooks/issue-alerts/ */
const MADE: Record<string, JsonObject> = {
  'sentry/event_alert': {
    action: 'triggered',
    installation: { uuid: 'a8e5d37a-696c-4c54-adb5-b3f28d64c7de' },
    data: { event: { issue_id: '1117540176', title: 'Error: x', tags: [['level', 'error']] }, triggered_rule: 'All errors' },
    actor: { id: 'sentry', name: 'Sentry', type: 'application' },
  },
  'standard/contact': { type: 'contact.created', timestamp: '2026-01-15T09:30:00.000Z', data: { id: 'c-1', name: 'Ada Lovelace' } },
  'custom/event': { type: 'event', title: 'Disk almost full', message: 'db-1 has 3 % left', thread: 'db-1' },
}

/** The delivery that carries an injection: a real one, with one text in it replaced. */
export function deliveryWith({ base, at, provider }: Injection, text: string): TestDelivery {
  const id = crypto.randomUUID()
  const headers = { ...headersOf(provider, base, id), ...(at.startsWith('header:') && { [at.slice('header:'.length)]: text }) }
  if (base.endsWith('.txt')) return { body: formWith(base, at, text), headers: { ...headers, ...FORM } }
  const payload = structuredClone(payloadOf(provider, base)) as JsonObject
  stamp(provider, payload, id)
  if (!at.startsWith('header:')) plant(payload, at.split('.'), text)
  return { body: JSON.stringify(payload), headers }
}

function payloadOf(provider: string, base: string): Json {
  if (Object.hasOwn(MADE, base)) return MADE[base]!
  if (provider !== 'github') return JSON.parse(String(fixture(base)))
  const [name, action] = base.split('.')
  const found = examples.find((one) => one.name === name)?.examples.find((one) => action === undefined || one.action === action)
  // GitHub's examples of an opened issue are of edited ones: the fields are the same.
  return found ?? { ...examples.find((one) => one.name === name)!.examples[0]!, action: action! }
}

function headersOf(provider: string, base: string, id: string): Record<string, string> {
  switch (provider) {
    case 'github':
      return { 'x-github-event': base.split('.')[0]!, 'x-github-delivery': id }
    case 'gitlab':
      return { 'x-gitlab-event': base.includes('comment') ? 'Note Hook' : 'Issue Hook', 'x-gitlab-event-uuid': id }
    case 'jira':
      return { 'x-atlassian-webhook-identifier': id }
    case 'sentry':
      return { 'sentry-hook-resource': base.endsWith('event_alert') ? 'event_alert' : 'issue', 'request-id': id }
    case 'linear':
      return { 'linear-event': base.split(/[/.]/)[1]!, 'linear-delivery': id }
    case 'custom':
      return { 'x-delivery-id': id }
    default:
      return {}
  }
}

/** What tells one delivery from another, and when it was sent, where that stands in the body. */
function stamp(provider: string, payload: JsonObject, id: string): void {
  // Recorded as its owner's: an owner's word counts as an answer.
  if (provider === 'github') for (const part of Object.values(payload)) if (isJsonObject(part)) part.author_association = 'NONE'
  if (provider === 'slack') payload.event_id = id
  if (provider === 'stripe') payload.id = id
  if (provider === 'pagerduty') (payload.event as JsonObject).id = id
  if (provider === 'linear') payload.webhookTimestamp = Date.now()
}

function formWith(base: string, at: string, text: string): string {
  const form = new URLSearchParams(String(fixture(base)))
  form.set('trigger_id', crypto.randomUUID())
  const inner = form.get('payload')
  if (inner === null) form.set(at, text)
  else {
    const payload = { ...JSON.parse(inner), trigger_id: form.get('trigger_id') }
    plant(payload, at.split('.'), text)
    form.set('payload', JSON.stringify(payload))
    form.delete('trigger_id')
  }
  return form.toString()
}

/** Puts a text at a path, and makes what is not there on the way. */
function plant(parent: JsonObject | Json[], [key = '', ...rest]: string[], text: string): void {
  const at = parent as JsonObject
  if (rest.length === 0) {
    at[key] = text
    return
  }
  const isList = /^\d+$/.test(rest[0]!)
  if (isList ? !Array.isArray(at[key]) : !isJsonObject(at[key] ?? null)) at[key] = isList ? [] : {}
  plant(at[key] as JsonObject | Json[], rest, text)
}
