import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../helpers/start-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

it('the audit is exported as lines of JSON, oldest first, to a file of its own', async () => {
  for (let i = 0; i < 60; i++) await app.createWebhook({ name: `webhook ${i}` })

  const response = await fetch(`${app.url}/api/audit`, { headers: { authorization: `Bearer ${app.key}` } })
  const lines = (await response.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

  expect(response.headers.get('content-disposition')).toBe('attachment; filename="hookline-audit.jsonl"')
  expect(response.headers.get('content-type')).toBe('application/x-ndjson')
  expect(lines.filter(({ verb }) => verb === 'webhook.create')).toHaveLength(60)
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1))
  const { auditLog, verifyAudit } = await app.graphql('{ auditLog(first: 1) { edges { node { hash } } } verifyAudit { entries } }')
  expect(lines.at(-1).hash).toBe(auditLog.edges[0].node.hash)
  expect(lines).toHaveLength(verifyAudit.entries)
})
