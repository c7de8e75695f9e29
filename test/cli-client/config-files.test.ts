import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { type Cli, createCli, SLOW_MS } from './cli.ts'

const COMMAND = {
  trigger: 'issues.opened',
  action: 'CREATE_TASK',
  agent: 'planning',
  template: 'Plan {{issue.title}}',
  conditions: { labels: ['bug'] },
}
const SCHEME = { header: 'x-signature', algorithm: 'hmac-sha256', encoding: 'hex' }

let app: TestApp
let cli: Cli
beforeAll(async () => {
  app = await startApp()
  cli = await createCli(app)
}, SLOW_MS)
afterAll(async () => {
  await cli.close()
  await app.close()
})

it('what is exported is as it stands; a change is planned, applied, and then there is nothing to do', { timeout: SLOW_MS }, async () => {
  await app.createWebhook({ id: 'first', name: 'First', commands: [COMMAND], allowedIps: ['192.0.2.0/24'], rateLimitPerMinute: 60 })
  await app.createWebhook({ id: 'own', name: 'Own', provider: 'CUSTOM', secret: 'a secret'.repeat(4).replaceAll(' ', '-'), scheme: SCHEME })
  const folder = path.join(cli.home, 'round')

  expect((await cli.run(['export', folder, '--json'])).json.items.map(({ id }: { id: string }) => id)).toEqual(['first', 'own'])
  expect(readdirSync(folder).sort()).toEqual(['first.json', 'own.json'])
  const file = path.join(folder, 'first.json')
  const written = JSON.parse(readFileSync(file, 'utf8'))
  expect(written).toMatchObject({ webhook_id: 'first', provider: 'github', secret: 'stored', commands: [{ action: 'create_task' }] })
  expect(await cli.run(['plan', folder])).toMatchObject({ exit: 0, out: 'The server is as the files say.\n' })

  const { rate_limit_per_minute: _, ...rest } = written
  const commands = [{ ...written.commands[0], agent: 'executor' }]
  writeFileSync(file, JSON.stringify({ ...rest, name: 'Changed', commands }))
  const yaml =
    'webhook_id: third\nname: Third\nprovider: github\ncommands:\n  - trigger: push\n    action: create_task\n    agent: executor\n'
  writeFileSync(path.join(folder, 'third.yaml'), yaml)
  const plan = await cli.run(['plan', folder])
  expect(plan.exit).toBe(2)
  expect(plan.out).toMatch(
    /^~ first\n {4}name: "First" → "Changed"\n {4}rate_limit_per_minute: 60 → null\n {4}- commands: .*planning.*\n {4}\+ commands: .*executor/m,
  )
  expect(plan.out).toMatch(/^\+ third {2}Third$/m)

  expect(await cli.run(['apply', folder])).toMatchObject({ exit: 64, said: expect.stringContaining('say --yes') })
  const applied = await cli.run(['apply', folder, '--yes', '--json'])
  expect(applied).toMatchObject({
    exit: 0,
    json: { left: 0, done: [{ kind: 'update' }, { kind: 'create', secret: expect.stringMatching(/^[0-9a-f]{64}$/) }] },
  })
  expect(await cli.run(['plan', folder, '--json'])).toMatchObject({ exit: 0, json: { steps: [] } })
  expect((await app.rest('GET', '/api/webhooks/first')).body).toMatchObject({ name: 'Changed', commands: [{ agent: 'executor' }] })
})

it('what no file names stays, unless --prune is said', { timeout: SLOW_MS }, async () => {
  const folder = path.join(cli.home, 'prune')
  expect(await cli.run(['export', folder])).toMatchObject({ exit: 0 })
  await app.createWebhook({ id: 'spare', name: 'Spare' })

  expect(await cli.run(['plan', folder])).toMatchObject({ exit: 0, said: expect.stringContaining('No file names spare') })
  expect(await cli.run(['apply', folder, '--prune', '--yes'])).toMatchObject({ exit: 0, out: expect.stringContaining('- spare') })
  expect((await app.rest('GET', '/api/webhooks/spare')).status).toBe(404)
})

it('files that are wrong are told, all of them, and nothing is done', { timeout: SLOW_MS }, async () => {
  const folder = path.join(cli.home, 'wrong')
  expect(await cli.run(['export', folder])).toMatchObject({ exit: 0 })
  writeFileSync(path.join(folder, 'typo.json'), '{"name":"Typo","provider":"github","enabeld":false}')
  writeFileSync(path.join(folder, 'broken.yaml'), 'name: [')
  writeFileSync(path.join(folder, 'nameless.json'), '{"provider":"github"}')

  const { exit, out, said } = await cli.run(['apply', folder, '--yes'])
  expect({ exit, out }).toEqual({ exit: 64, out: '' })
  for (const problem of [/typo\.json: enabeld: there is no such field/, /broken\.yaml: /, /nameless\.json: name: missing/])
    expect(said).toMatch(problem)
  expect((await app.rest('GET', '/api/webhooks/typo')).status).toBe(404)
})
