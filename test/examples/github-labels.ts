import { createRequire } from 'node:module'
import type { JsonObject } from '../../src/model/json.ts'

/** What GitHub sends when an issue gets a label: its own recorded delivery, with another label. */
export function labeled(label: string): { body: string; headers: Record<string, string> } {
  const events: { name: string; examples: JsonObject[] }[] = createRequire(import.meta.url)('@octokit/webhooks-examples')
  const examples = events.find(({ name }) => name === 'issues')!.examples
  const payload = structuredClone(examples.find(({ action }) => action === 'labeled')!)
  payload.label = { ...(payload.label as JsonObject), name: label }
  return { body: JSON.stringify(payload), headers: { 'x-github-event': 'issues', 'x-github-delivery': crypto.randomUUID() } }
}
