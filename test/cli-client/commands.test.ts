import { execFile } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { waitFor } from '../helpers/wait.ts'
import { type Cli, createCli, SLOW_MS } from './cli.ts'

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

const COMMAND = { trigger: 'issues.opened', action: 'CREATE_TASK', agent: 'planning', template: 'Plan {{issue.title}}' }

it('login checks the key, keeps it for its owner only and for its server only; logout forgets it', { timeout: SLOW_MS }, async () => {
  const own = { env: { HOOKLINE_URL: '', HOOKLINE_KEY: '' } }

  const wrong = await cli.run(['login', app.url, '--key-stdin'], { ...own, stdin: 'hk_wrong\n' })
  expect(wrong).toMatchObject({ exit: 3, out: '', said: expect.stringContaining('(unauthenticated)') })
  const right = await cli.run(['login', app.url, '--key-stdin', '--json'], { ...own, stdin: `${app.key}\n` })
  expect(right).toMatchObject({ exit: 0, json: { url: app.url, profile: 'default', role: 'ADMIN' } })
  expect(`${right.out}${right.said}`).not.toContain(app.key)

  const file = path.join(cli.home, 'config/hookline/config.json')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700)
  expect(await cli.run(['whoami', '--json'], { env: { HOOKLINE_KEY: '', HOOKLINE_URL: app.url } })).toMatchObject({
    exit: 0,
    json: { role: 'ADMIN' },
  })
  const elsewhere = await cli.run(['whoami', '--url', 'http://127.0.0.1:1024'], { env: { HOOKLINE_KEY: '' } })
  expect(elsewhere).toMatchObject({ exit: 64, said: expect.stringContaining('There is no key for http://127.0.0.1:1024') })

  expect(await cli.run(['logout', '--json'], own)).toMatchObject({ exit: 0, json: { removed: true } })
  expect(await cli.run(['whoami'], { env: { HOOKLINE_KEY: '' } })).toMatchObject({ exit: 64 })
})

it('makes, shows, changes, rotates and deletes a webhook', { timeout: SLOW_MS }, async () => {
  const made = await cli.run([
    'webhooks',
    'create',
    'github',
    '--id',
    'crud',
    '--name',
    'One',
    '--command',
    JSON.stringify(COMMAND),
    '--json',
  ])
  expect(made).toMatchObject({ exit: 0, json: { secret: expect.stringMatching(/^[0-9a-f]{64}$/), webhook: { id: 'crud', name: 'One' } } })

  expect((await cli.run(['webhooks', 'list'])).out).toMatch(/^ID +PROVIDER .*\ncrud +GITHUB +yes +yes +One +http/m)
  expect((await cli.run(['webhooks', 'get', 'crud'])).out).toMatch(/issues\.opened +CREATE_TASK +planning/)
  const { webhook } = made.json
  const changed = await cli.run([
    'webhooks',
    'update',
    'crud',
    '--name',
    'Two',
    '--rate-limit',
    '60',
    '--expected-version',
    `${webhook.version}`,
    '--json',
  ])
  expect(changed.json).toMatchObject({ name: 'Two', rateLimitPerMinute: 60 })
  const late = await cli.run(['webhooks', 'update', 'crud', '--name', 'Three', '--expected-version', `${webhook.version}`])
  expect(late).toMatchObject({ exit: 5, out: '', said: expect.stringContaining('(conflict)') })
  expect((await cli.run(['webhooks', 'disable', 'crud', '--json'])).json).toMatchObject({ enabled: false })
  expect((await cli.run(['webhooks', 'enable', 'crud', '--json'])).json).toMatchObject({ enabled: true })
  const rotated = await cli.run(['webhooks', 'rotate', 'crud', '--json'])
  expect(rotated.json.secret).not.toBe(made.json.secret)

  const unasked = await cli.run(['webhooks', 'delete', 'crud'])
  expect(unasked).toMatchObject({ exit: 64, said: expect.stringContaining('say --yes') })
  expect(await cli.run(['webhooks', 'delete', 'crud', '--yes'])).toMatchObject({ exit: 0 })
  expect(await cli.run(['webhooks', 'delete', 'crud', '--yes'])).toMatchObject({ exit: 4, said: expect.stringContaining('(not_found)') })
})

it('sends an example, and follows it through events, commands, tasks and a replay', { timeout: SLOW_MS }, async () => {
  const { id } = await app.createWebhook({ id: 'sent', commands: [COMMAND] })

  const sent = await cli.run(['send', 'github', 'issues.opened', '--json'])
  expect(sent).toMatchObject({ exit: 0, json: { eventType: 'issues.opened', tasks: [{ agent: 'planning' }] } })
  const event = sent.json.id
  const own = path.join(cli.home, 'own.json')
  writeFileSync(own, JSON.stringify({ action: 'opened', issue: { number: 1, title: 'my\u001b[2J own', user: { login: 'ada' } } }))
  expect(await cli.run(['webhooks', 'test', 'github', 'issues.opened', '--webhook', id, '--data', own])).toMatchObject({ exit: 0 })
  expect((await cli.run(['send', '--list'])).out).toContain('issues.opened')

  const page = await cli.run(['events', 'list', '--webhook', id, '--limit', '1', '--json'])
  expect(page.json).toMatchObject({ items: [{ eventType: 'issues.opened' }], next: expect.any(String) })
  const next = await cli.run(['events', 'list', '--webhook', id, '--after', page.json.next, '--json'])
  expect(next.json).toMatchObject({ items: [{ id: event }], next: null })
  const shown = await cli.run(['events', 'list', '--webhook', id])
  expect(shown.out).toContain('my [2J own')
  expect(shown.out).not.toContain('\u001b')
  expect((await cli.run(['events', 'get', event])).out).toMatch(/commands +ran issues\.opened/)
})

it('tries, adds, changes and deletes commands', { timeout: SLOW_MS }, async () => {
  const { id } = await app.createWebhook({ id: 'commanded', commands: [COMMAND] })
  await cli.run(['send', 'github', 'issues.opened', '--webhook', id])

  const preview = await cli.run([
    'commands',
    'preview',
    id,
    '--trigger',
    'issues.opened',
    '--action',
    'create_task',
    '--agent',
    'a',
    '--json',
  ])
  expect(preview.json).toMatchObject({ tried: 1, matched: 1 })
  const added = await cli.run(['commands', 'add', id, '--trigger', 'push', '--action', 'create_task', '--agent', 'executor', '--json'])
  expect(added.json).toMatchObject({ trigger: 'push', agent: 'executor' })
  expect(await cli.run(['commands', 'update', added.json.id, '--disabled', '--json'])).toMatchObject({ json: { enabled: false } })
  expect(await cli.run(['commands', 'delete', added.json.id, '--yes'])).toMatchObject({ exit: 0 })
  expect((await cli.run(['commands', 'list', id, '--json'])).json.items).toHaveLength(1)
})

it('cancels and queues tasks, and replays events by their filter or one by one', { timeout: SLOW_MS }, async () => {
  const { id } = await app.createWebhook({ id: 'replayed', commands: [COMMAND] })
  const [sent] = [
    await cli.run(['send', 'github', 'issues.opened', '--webhook', id, '--json']),
    await cli.run(['send', 'github', 'issues.opened', '--webhook', id]),
  ]
  const [task] = sent!.json.tasks
  const event = sent!.json.id
  expect((await cli.run(['tasks', 'cancel', task.id, '--json'])).json).toMatchObject({ status: 'CANCELLED' })
  expect((await cli.run(['tasks', 'requeue', task.id, '--json'])).json).toMatchObject({ status: 'QUEUED' })
  expect((await cli.run(['tasks', 'list', '--agent', 'planning', '--status', 'queued', '--json'])).json.items.length).toBeGreaterThan(1)
  const unsure = await cli.run(['events', 'replay', '--webhook', id])
  expect(unsure).toMatchObject({ exit: 64, said: expect.stringContaining('Replay 2 events?') })
  const replayed = await cli.run(['events', 'replay', '--webhook', id, '--yes'])
  expect(replayed.out.trim().split('\n')).toHaveLength(2)
  expect(await cli.run(['events', 'replay', 'evt_nothing', event])).toMatchObject({ exit: 4, out: expect.stringContaining(event) })
})

it('makes, lists and ends keys; a key that may not is told so', { timeout: SLOW_MS }, async () => {
  const made = await cli.run(['keys', 'create', 'looker', '--role', 'viewer', '--expires', '30d', '--json'])
  expect(made).toMatchObject({ exit: 0, json: { key: expect.stringMatching(/^hk_/), apiKey: { role: 'VIEWER' } } })
  const env = { HOOKLINE_KEY: made.json.key }

  expect(await cli.run(['webhooks', 'create', 'github'], { env })).toMatchObject({ exit: 3 })
  expect(await cli.run(['keys', 'revoke', made.json.apiKey.id, '--yes', '--json'])).toMatchObject({ exit: 0 })
  expect(await cli.run(['whoami'], { env })).toMatchObject({ exit: 3, said: expect.stringContaining('hookline login') })
  expect((await cli.run(['keys', 'list'])).out).toMatch(/looker +VIEWER.*revoked/)
})

describe('health', () => {
  it('doctor finds a good server good', { timeout: SLOW_MS }, async () => {
    const { exit, json } = await cli.run(['doctor', '--json'])

    expect(json.findings.filter(({ state }: { state: string }) => state === 'fail')).toEqual([])
    expect(json.findings.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['node', 'transport', 'server', 'clock', 'key', 'version', 'queue', 'webhooks', 'refused', 'secrets']),
    )
    expect(exit).toBe(0)
    expect(await cli.run(['health', '--json'])).toMatchObject({ exit: 0, json: { ok: true } })
  })

  it('doctor tells of config files that are wrong', { timeout: SLOW_MS }, async () => {
    writeFileSync(path.join(app.dataDir, 'config/webhooks/broken.json'), '{"name": 1}')
    await waitFor(
      () => app.graphql('{ health { configErrors } }'),
      ({ health }) => health.configErrors === 1,
    )

    const { out } = await cli.run(['doctor'])

    expect(out).toMatch(/^warn {2}config files: 1 with something wrong/m)
  })

  it('doctor says what is wrong: a key, and a server that is not there', { timeout: SLOW_MS }, async () => {
    const wrongKey = await cli.run(['doctor'], { env: { HOOKLINE_KEY: 'hk_wrong' } })
    expect(wrongKey).toMatchObject({ exit: 1, out: expect.stringMatching(/^fail {2}key: .*\n +It is unknown/m) })
    const nobody = await cli.run(['doctor', '--url', 'http://127.0.0.1:1024'])
    expect(nobody).toMatchObject({ exit: 1, out: expect.stringMatching(/^fail {2}server: .*not reached: ECONNREFUSED/m) })
    expect(await cli.run(['webhooks', 'list', '--url', 'http://127.0.0.1:1024'])).toMatchObject({ exit: 6, out: '' })
  })
})

it('bad input is told with 64, on standard error', { timeout: SLOW_MS }, async () => {
  for (const words of [['nonsense'], ['webhooks', 'list', '--limit', '0'], ['events', 'list', '--since', 'soon'], ['webhooks', 'get']])
    expect(await cli.run(words), words.join(' ')).toMatchObject({ exit: 64, out: '', said: expect.stringContaining('error:') })
  expect(await cli.run(['webhooks', 'create', 'nobody', '--name', 'x'])).toMatchObject({ exit: 64 })
  const told = await cli.run(['webhooks', 'create', 'github', '--id', '-', '--json'])
  expect(told).toMatchObject({ exit: 64, out: '' })
  expect(JSON.parse(told.said)).toEqual({
    error: { code: 'invalid_input', message: expect.any(String), issues: [{ path: ['id'], message: expect.any(String) }] },
  })
})

it('ends quietly when its reader has seen enough', { timeout: SLOW_MS }, async () => {
  const { out, said } = await cli.shell('set -o pipefail; hookline completion bash | head -1; echo $PIPESTATUS')

  expect(out).toBe('_hookline() {\n0\n')
  expect(said).toBe('')
})

it('bash completes what --help names', { timeout: SLOW_MS }, async () => {
  const script = (await cli.run(['completion', 'bash'])).out
  const complete = (...words: string[]) =>
    promisify(execFile)('bash', [
      '-c',
      `${script}\nCOMP_WORDS=(hookline "$@"); COMP_CWORD=$#; _hookline; echo "\${COMPREPLY[@]}"`,
      'bash',
      ...words,
    ])

  expect((await complete('web')).stdout).toBe('webhooks\n')
  expect((await complete('webhooks', 'ro')).stdout).toBe('rotate\n')
  expect((await complete('events', 'tail', '--fol')).stdout).toBe('--follow\n')
  for (const shell of ['zsh', 'fish']) {
    const { exit, out } = await cli.run(['completion', shell])
    expect({ exit, out }).toMatchObject({ exit: 0, out: expect.stringContaining('webhooks rotate') })
  }
})
