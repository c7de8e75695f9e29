import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GITHUB_ISSUES, JIRA_SPRINT, SLACK_ALERTS } from '../../helpers/founding-document.ts'
import type { Data } from '../../helpers/start-app.ts'
import { BRAIN_FILE, errorsOf, MINIMAL, makePlace, SOON, untilErrors, untilWebhook, webhookOf } from './helpers.ts'

const YAML = `# Who is asked first
name: One   # for people
provider: github
commands:
  # the only one
  - trigger: issues.opened
    action: create_task
    agent: planning
    template: |
      Look at {{issue.title}}
`

/** In another process, in five parts with pauses between them. */
async function writeSlowly(file: string, content: string): Promise<void> {
  const script = `const { openSync, writeSync } = require('node:fs')
    const [, file, content] = process.argv
    const fd = openSync(file, 'w')
    const part = Math.ceil(content.length / 5)
    for (let at = 0; at < content.length; at += part) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60)
      writeSync(fd, content.slice(at, at + part))
    }`
  await once(spawn(process.execPath, ['-e', script, file, content], { stdio: 'inherit' }), 'exit')
}

describe('the brain’s example', () => {
  it('works as printed: the file makes the webhook, and POST /api/webhooks answers that one, with its secret once', async () => {
    const place = makePlace()
    const app = await place.start()

    place.drop('github-urgent-issues.json', BRAIN_FILE)
    const first = await app.rest('POST', '/api/webhooks', JSON.parse(BRAIN_FILE))
    const second = await app.rest('POST', '/api/webhooks', JSON.parse(BRAIN_FILE))

    expect(first).toMatchObject({
      status: 200,
      body: {
        webhook_id: 'github-urgent-issues',
        endpoint: '/webhooks/github/github-urgent-issues',
        enabled: true,
        created_by: 'config-file',
        secret: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    })
    expect(second).toMatchObject({ status: 200, body: { webhook_id: 'github-urgent-issues', secret: 'stored' } })
    expect((await app.graphql('{ webhooks { totalCount } }')).webhooks.totalCount).toBe(1)
    const webhook = { id: 'github-urgent-issues', provider: 'github' as const, secret: first.body.secret, path: first.body.endpoint }
    const labeled = { action: 'labeled', label: { name: 'urgent' }, issue: { number: 1, title: 'Fire', labels: [{ name: 'urgent' }] } }
    const answer = await app.deliver(webhook, {
      body: JSON.stringify(labeled),
      headers: { 'x-github-event': 'issues', 'x-github-delivery': '1' },
    })
    expect(answer.status).toBe(202)
    expect(await app.events(webhook.id)).toMatchObject([{ tasks: [{ agent: 'planning' }] }])
    // The file says all of it already, so it is left alone.
    expect(place.read('github-urgent-issues.json')).toBe(BRAIN_FILE)
  })

  it('does not answer a webhook of other content, nor one that the API has made', async () => {
    const place = makePlace()
    const app = await place.start()
    place.drop('one.json', MINIMAL)
    await untilWebhook(app, 'one', {})

    const other = await app.rest('POST', '/api/webhooks', { ...MINIMAL, commands: [] })
    const again = await app.rest('POST', '/api/webhooks', { ...MINIMAL, commands: [] })

    expect([other.status, again.status]).toEqual([201, 201])
    expect(new Set(['one', other.body.webhook_id, again.body.webhook_id]).size).toBe(3)
  })
})

describe('a config file', () => {
  it.each([
    ['github-issues-001', GITHUB_ISSUES],
    ['jira-automation-001', JIRA_SPRINT],
    ['slack-alerts-001', SLACK_ALERTS],
  ])('of the founding document, %s, is taken within a second', async (id, text) => {
    const place = makePlace()
    const app = await place.start()

    place.drop('example.json', text)

    const { commands, name, enabled } = JSON.parse(text)
    await untilWebhook(app, id, { name, enabled, createdBy: 'config-file', commands: commands.map(({ trigger }: Data) => ({ trigger })) })
    const taken = app.log.find(({ msg }) => msg === 'config file taken in')
    expect(Date.parse(taken.time) - statSync(place.file('example.json')).birthtimeMs).toBeLessThan(1000)
    expect(await errorsOf(app)).toEqual([])
  })

  it('is taken when it changes, within a second, as a version of the webhook and an entry of the audit', async () => {
    const place = makePlace()
    const app = await place.start()
    place.drop('one.json', MINIMAL)
    await untilWebhook(app, 'one', { version: 1 })
    const [{ id }] = (await webhookOf(app, 'one')).commands

    place.drop('one.json', { ...MINIMAL, name: 'Two', enabled: false, allowed_ips: ['192.0.2.0/24'], rate_limit_per_minute: 5 })

    await untilWebhook(app, 'one', {
      version: 2,
      name: 'Two',
      enabled: false,
      allowedIps: ['192.0.2.0/24'],
      rateLimitPerMinute: 5,
      commands: [{ id }],
    })
    const { auditLog } = await app.graphql('{ auditLog(first: 1) { edges { node { actor verb subject } } } }')
    expect(auditLog.edges).toEqual([{ node: { actor: 'config-file', verb: 'webhook.update', subject: 'one' } }])
  })

  it('may be YAML, and may leave what is the default', async () => {
    const place = makePlace()
    const app = await place.start()

    place.drop('one.yaml', YAML)

    await untilWebhook(app, 'one', { name: 'One', commands: [{ template: 'Look at {{issue.title}}\n', conditions: {} }] })
  })

  it('may be put in its place by a rename, and be written twice in a row', async () => {
    const place = makePlace()
    const app = await place.start()
    for (const name of ['First', 'Second', 'Third']) {
      writeFileSync(place.file('.one.json.swp'), JSON.stringify({ ...MINIMAL, name }))
      renameSync(place.file('.one.json.swp'), place.file('one.json'))
    }

    await untilWebhook(app, 'one', { name: 'Third' })
  })

  it('that is half-written is waited for, without an error and without a change of what is in force', async () => {
    const place = makePlace()
    const app = await place.start()
    place.drop('one.json', MINIMAL)
    place.drop('two.yaml', YAML)
    await untilWebhook(app, 'one', { version: 1 })
    await untilWebhook(app, 'two', { version: 1 })
    const longer = JSON.stringify({ ...MINIMAL, name: 'Longer' })
    const yaml = YAML.replace('name: One', 'name: Longer')

    await Promise.all([writeSlowly(place.file('one.json'), longer), writeSlowly(place.file('two.yaml'), yaml)])

    await untilWebhook(app, 'one', { name: 'Longer', version: 2 })
    await untilWebhook(app, 'two', { name: 'Longer', version: 2 })
    expect(await errorsOf(app)).toEqual([])
    expect(app.log.filter(({ level }) => level === 'warn')).toEqual([])
  })

  it('that changes while the server is stopped is in force before the first delivery', async () => {
    const place = makePlace()
    place.drop('one.json', MINIMAL)
    const before = await place.start()
    expect(await webhookOf(before, 'one')).toMatchObject({ name: 'One' })
    await before.close()

    place.drop('one.json', { ...MINIMAL, name: 'Two' })
    const after = await place.start()

    expect(await webhookOf(after, 'one')).toMatchObject({ name: 'Two', version: 2 })
  })

  it('keeps its webhook under another name, and has the id written into it', async () => {
    const place = makePlace()
    const app = await place.start()
    place.drop('one.json', MINIMAL)
    await untilWebhook(app, 'one', { version: 1 })

    renameSync(place.file('one.json'), place.file('other.json'))

    await expect.poll(() => JSON.parse(place.read('other.json')), SOON).toEqual({ ...MINIMAL, webhook_id: 'one', secret: 'stored' })
    expect(await webhookOf(app, 'one')).toMatchObject({ version: 1, enabled: true })
    expect(await webhookOf(app, 'other')).toBeNull()
    expect(await errorsOf(app)).toEqual([])
  })

  it('may forward to the webhook of another file that comes with it, whatever the order of names', async () => {
    const place = makePlace()
    place.drop('a.json', { name: 'A', provider: 'github', commands: [{ trigger: '*', action: 'forward', target: 'b' }] })
    place.drop('b.json', { name: 'B', provider: 'github' })

    const app = await place.start()

    expect(await webhookOf(app, 'a')).toMatchObject({ commands: [{ action: 'FORWARD' }] })
    expect(await errorsOf(app)).toEqual([])
  })
})

describe('a file that is gone', () => {
  it('leaves its webhook as it is for the grace time, then disables it and says so; its return enables it', async () => {
    const place = makePlace()
    const app = await place.start({ CONFIG_GRACE_SECONDS: '1' })
    place.drop('one.json', MINIMAL)
    place.drop('two.json', { ...MINIMAL, name: 'Two' })
    await untilWebhook(app, 'one', { enabled: true })

    unlinkSync(place.file('one.json'))
    await untilErrors(app, [{ file: 'one.json', message: expect.stringMatching(/^is gone: its webhook is disabled at /) }])
    expect(await webhookOf(app, 'one')).toMatchObject({ enabled: true })
    await untilWebhook(app, 'one', { enabled: false, deletedAt: null }, SOON)
    await untilErrors(app, [{ file: 'one.json', message: expect.stringMatching(/^is gone, and its webhook was disabled/) }])
    const { auditLog } = await app.graphql('{ auditLog(first: 1, verb: "webhook.disable") { edges { node { actor subject detail } } } }')
    expect(auditLog.edges).toMatchObject([{ node: { actor: 'config-file', subject: 'one', detail: { file: 'one.json is gone' } } }])
    expect(place.isThere('one.json')).toBe(false)

    place.drop('one.json', MINIMAL)
    await untilWebhook(app, 'one', { enabled: true })
    await untilErrors(app, [])
    expect(await webhookOf(app, 'two')).toMatchObject({ enabled: true, version: 1 })
  })

  it('and is back within the grace time has changed nothing', async () => {
    const place = makePlace()
    const app = await place.start({ CONFIG_GRACE_SECONDS: '2' })
    place.drop('one.json', MINIMAL)
    await untilWebhook(app, 'one', { version: 1 })

    unlinkSync(place.file('one.json'))
    await untilErrors(app, [{ file: 'one.json' }])
    place.drop('one.json', MINIMAL)

    await untilErrors(app, [])
    await new Promise((resolve) => setTimeout(resolve, 2200))
    expect(await webhookOf(app, 'one')).toMatchObject({ version: 1, enabled: true })
  })

  it('together with all others disables nothing: the folder may not be mounted', async () => {
    const place = makePlace()
    const app = await place.start({ CONFIG_GRACE_SECONDS: '1' })
    place.drop('one.json', MINIMAL)
    place.drop('two.json', { ...MINIMAL, name: 'Two' })
    await untilWebhook(app, 'two', { version: 1 })

    const kept = `${place.file('')}.away`
    renameSync(place.file(''), kept)
    await untilErrors(app, [{ file: '.', message: expect.stringContaining('the folder cannot be read (ENOENT)') }])
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(await webhookOf(app, 'one')).toMatchObject({ enabled: true, version: 1 })
  })
})
