import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { startBuilt } from '../../helpers/built-server.ts'
import { GITHUB_ISSUES } from '../../helpers/founding-document.ts'
import type { TestApp, TestWebhook } from '../../helpers/start-app.ts'
import { errorsOf, MINIMAL, makePlace, type Place, SOON, untilErrors, untilWebhook, webhookOf } from './helpers.ts'

const canary = () => `canary-${crypto.randomUUID()}`

function webhook(id: string, secret: string): TestWebhook {
  return { id, provider: 'github', secret, path: `/webhooks/github/${id}` }
}

/** 202 where the secret is the right one. */
async function deliver(app: TestApp, id: string, secret: string): Promise<number> {
  const headers = { 'x-github-event': 'issues', 'x-github-delivery': crypto.randomUUID() }
  return (await app.deliver(webhook(id, secret), { body: '{"action":"opened"}', headers })).status
}

/** Every text that the server has written: files in its folder, log lines, answers. */
async function allTexts(place: Place, app: TestApp): Promise<string> {
  const folder = place.file('')
  const files = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'latin1'))
  const database = ['webhooks.db', 'webhooks.db-wal'].map((name) => readFileSync(path.join(place.dataDir, 'db', name), 'latin1'))
  return [...files, ...database, JSON.stringify(app.log), JSON.stringify(await errorsOf(app))].join('\n')
}

describe('a secret', () => {
  it('in clear is taken in and replaced at its place; the rest of the file stays byte for byte', async () => {
    const place = makePlace()
    const app = await place.start()

    place.drop('example.json', GITHUB_ISSUES)
    place.drop('two.yaml', 'name: Two # kept\nprovider: github\nsecret: |-\n  a-secret-in-a-block\nenabled: true\n')

    await expect.poll(() => place.read('example.json'), SOON).toBe(GITHUB_ISSUES.replace('your-webhook-secret', 'stored'))
    await expect.poll(() => place.read('two.yaml'), SOON).toBe('name: Two # kept\nprovider: github\nsecret: "stored"\nenabled: true\n')
    expect(await deliver(app, 'github-issues-001', 'your-webhook-secret')).toBe(202)
    expect(await deliver(app, 'two', 'a-secret-in-a-block')).toBe(202)
    await sleep(500)
    expect(await webhookOf(app, 'github-issues-001')).toMatchObject({ version: 1 })
    expect(await allTexts(place, app)).not.toMatch(/your-webhook-secret|a-secret-in-a-block/)
  })

  it('that is set anew in the file takes the place of the earlier one', async () => {
    const place = makePlace()
    const app = await place.start()
    place.drop('one.json', { ...MINIMAL, secret: 'the-first-secret' })
    await untilWebhook(app, 'one', { version: 1 })
    await expect.poll(() => JSON.parse(place.read('one.json')).secret, SOON).toBe('stored')

    place.drop('one.json', { ...MINIMAL, secret: 'the-second-secret' })

    await untilWebhook(app, 'one', { version: 2 })
    expect([await deliver(app, 'one', 'the-first-secret'), await deliver(app, 'one', 'the-second-secret')]).toEqual([401, 202])
  })

  it('comes from the environment or from a file of secrets, and is read anew at a start', async () => {
    const place = makePlace()
    mkdirSync(path.join(place.dataDir, 'secrets'))
    writeFileSync(path.join(place.dataDir, 'secrets', 'two'), 'from-a-secret-file\n')
    place.drop('one.json', { ...MINIMAL, secret: { env: 'HOOKLINE_SECRET_ONE' } })
    place.drop('two.json', { ...MINIMAL, name: 'Two', secret: { file: 'two' } })
    const first = await place.start({ HOOKLINE_SECRET_ONE: 'from-the-environment' })
    expect([await deliver(first, 'one', 'from-the-environment'), await deliver(first, 'two', 'from-a-secret-file')]).toEqual([202, 202])
    await first.close()

    const app = await place.start({ HOOKLINE_SECRET_ONE: 'another-one-by-now' })

    expect([await deliver(app, 'one', 'from-the-environment'), await deliver(app, 'one', 'another-one-by-now')]).toEqual([401, 202])
    expect(JSON.parse(place.read('one.json')).secret).toEqual({ env: 'HOOKLINE_SECRET_ONE' })
    await app.graphql('mutation { rotateWebhookSecret(id: "one", secret: "set-by-the-api") { __typename } }')
    await expect.poll(() => JSON.parse(place.read('one.json')).secret, SOON).toBe('stored')
    await app.rest('PUT', '/api/webhooks/two', { name: 'Renamed' })
    await expect.poll(() => JSON.parse(place.read('two.json')), SOON).toMatchObject({ name: 'Renamed', secret: { file: 'two' } })
  })

  it.each([
    [{ env: 'WEBHOOK_SECRET_KEY' }, 'secret.env', /HOOKLINE_SECRET_/],
    [{ env: 'HOOKLINE_SECRET_UNSET' }, 'secret', /is not set/],
    [{ file: '../db/secret.key' }, 'secret.file', /DATA_DIR\/secrets/],
    [{ file: '..' }, 'secret.file', /DATA_DIR\/secrets/],
    [{ file: 'link' }, 'secret', /leads out of its folder/],
    [{ file: 'absent' }, 'secret', /ENOENT/],
  ])('cannot be read by %j', async (secret, field, message) => {
    const place = makePlace()
    mkdirSync(path.join(place.dataDir, 'secrets'))
    symlinkSync('../db/secret.key', path.join(place.dataDir, 'secrets', 'link'))
    place.drop('one.json', { ...MINIMAL, secret })

    const app = await place.start()

    await untilErrors(app, [{ file: 'one.json', field, message: expect.stringMatching(message) }])
    expect(await webhookOf(app, 'one')).toBeNull()
  })

  it('that is "stored" where nothing is makes a webhook that takes nothing, and says so', async () => {
    const place = makePlace()
    place.drop('one.json', { ...MINIMAL, secret: 'stored' })

    const app = await place.start()

    await untilErrors(app, [{ file: 'one.json', field: 'secret', taken: true, message: expect.stringMatching(/^nothing is stored/) }])
    expect(await webhookOf(app, 'one')).toMatchObject({ hasSecret: false })
    await app.graphql('mutation { rotateWebhookSecret(id: "one") { __typename } }')
    await untilErrors(app, [])
  })
})

describe('credentials', () => {
  it('in clear are taken in and replaced, addresses stay; no token goes to another address', async () => {
    const place = makePlace()
    const app = await place.start()
    const token = canary()
    const credentials = { token, baseUrl: 'https://api.github.com' }
    place.drop('one.json', { ...MINIMAL, credentials })

    await expect.poll(() => JSON.parse(place.read('one.json')).credentials, SOON).toEqual({ ...credentials, token: 'stored' })
    await sleep(300)
    expect(await webhookOf(app, 'one')).toMatchObject({ version: 1 })
    place.drop('one.json', { ...MINIMAL, credentials: { token: 'stored', baseUrl: 'https://evil.example' } })

    await untilErrors(app, [{ field: 'credentials.baseUrl', message: expect.stringContaining('the address has changed') }])
    expect(await allTexts(place, app)).not.toContain(token)
  })
})

it('no value of a file that is refused is quoted anywhere; names of fields are', async () => {
  const place = makePlace()
  const app = await place.start()
  const secret = canary()
  const bad = [
    `{"name": "One", "provider": "github", "secret": ${secret}}`,
    `{"name": "One", "provider": "github", "secret": "${secret} with spaces"}`,
    `{"name": "One", "provider": "github", "secret": "${secret}" "x"}`,
    `{"name": "One", "provider": "github", "credentials": {"token": "${secret}", "other": "${secret}"}}`,
    `{"name": "One", "provider": "github", "credentials": {"token": ["${secret}"]}}`,
  ]
  for (const [index, text] of bad.entries()) place.drop(`bad-${index}.json`, text)
  const yaml = [`name: One\nprovider: github\nsecret: "${secret}`, `secret: [${secret}\nname: ]`, `secret: ${secret}: ${secret}`]
  for (const [index, text] of yaml.entries()) place.drop(`bad-${index}.yaml`, text)

  const files = async () => new Set((await errorsOf(app)).map(({ file }) => file)).size
  await expect.poll(files, SOON).toBe(bad.length + yaml.length)

  const twins = () => readdirSync(place.file('')).filter((name) => name.endsWith('.error'))
  await expect.poll(() => twins().length, SOON).toBe(bad.length + yaml.length)
  expect(JSON.stringify([app.log, await errorsOf(app)]) + twins().map(place.read)).not.toContain(secret)
})

it('a server that is killed between a file and the database is whole at its next start', async () => {
  const place = makePlace()
  for (const afterMs of [0, 3, 8, 15, 30]) {
    const server = startBuilt({ DATA_DIR: place.dataDir })
    await expect.poll(server.said, { timeout: 30_000 }).toContain('Hookline is at')
    place.drop(`kill-${afterMs}.json`, { ...MINIMAL, name: `Killed ${afterMs}`, secret: `a-secret-${afterMs}-in-clear` })
    await expect.poll(() => server.said().includes(`kill-${afterMs}.json`) || afterMs === 0, { timeout: 20_000, interval: 1 }).toBe(true)
    await sleep(afterMs)
    server.process.kill('SIGKILL')
    await once(server.process, 'exit')
  }

  const app = await place.start()

  for (const afterMs of [0, 3, 8, 15, 30]) {
    await expect.poll(() => JSON.parse(place.read(`kill-${afterMs}.json`)).secret, SOON).toBe('stored')
    expect(await webhookOf(app, `kill-${afterMs}`)).toMatchObject({ name: `Killed ${afterMs}`, version: 1 })
    expect(await deliver(app, `kill-${afterMs}`, `a-secret-${afterMs}-in-clear`)).toBe(202)
  }
  expect(await errorsOf(app)).toEqual([])
}, 180_000)
