import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { createMarks } from '../../src/actions/marks.ts'
import { openBeside } from '../../src/backends/database/beside.ts'
import { keyFiles } from '../../src/backends/vault/key-file.ts'
import { createVault } from '../../src/backends/vault/vault.ts'
import { rotateKey } from '../../src/cli/rotate-key.ts'
import { readConfig } from '../../src/config.ts'
import { countByKey } from '../../src/registry/reseal.ts'
import { type Data, startApp, type TestApp } from '../helpers/start-app.ts'

const CREDENTIALS = { replyUrl: 'https://target.example/in', replySecret: `whsec_${Buffer.alloc(24, 7).toString('base64')}` }

/** A server that has sealed something in every place. */
async function startSealing(env: Record<string, string> = {}) {
  const app = await startApp({ env })
  const webhook = await app.createWebhook({ provider: 'CUSTOM', credentials: CREDENTIALS })
  await app.graphql('mutation ($c: JSON!) { setProviderCredentials(provider: CUSTOM, credentials: $c) { __typename } }', { c: CREDENTIALS })
  await app.graphql('mutation { setForwardTarget(url: "https://example.com/in") { __typename } }')
  const first = await makeKey(app)
  return { app, webhook, first }
}

/** The same request each time, so the second answer is the remembered one. */
async function makeKey(app: TestApp): Promise<Data> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.key}`, 'content-type': 'application/json', 'idempotency-key': 'once' },
    body: JSON.stringify({ query: 'mutation { createApiKey(name: "one", role: VIEWER) { ... on CreateApiKeyPayload { key } } }' }),
  })
  return response.json()
}

const config = (dataDir: string, env = {}) => readConfig({ DATA_DIR: dataDir, ...env })
const keyFile = (dataDir: string) => path.join(dataDir, 'db', 'secret.key')

async function sealedUnder(dataDir: string): Promise<Map<string, number>> {
  const db = await openBeside(config(dataDir))
  try {
    return await countByKey({ db })
  } finally {
    await db.close()
  }
}

const quiet = { out: async () => {}, say: () => {} }

it('a new key takes over while the server runs, and nothing remains under the old one', async () => {
  const kept = mkdtempSync(path.join(tmpdir(), 'hookline-kept-'))
  const { app, webhook, first } = await startSealing({ DATA_DIR: kept })
  const before = await sealedUnder(app.dataDir)
  const oldKey = readFileSync(keyFile(app.dataDir), 'utf8')

  expect(await rotateKey(config(app.dataDir), quiet, 50)).toBe(0)

  const after = await sealedUnder(app.dataDir)
  expect([...before.values()]).toEqual([...after.values()])
  expect([...after.keys()]).not.toEqual([...before.keys()])
  expect([...after.values()]).toEqual([5])
  expect(readFileSync(keyFile(app.dataDir), 'utf8')).not.toContain(oldKey.trim())
  expect(await makeKey(app)).toEqual(first)
  expect((await app.deliver(webhook, { body: '{}' })).status).toBe(202)
  const more = await app.createWebhook()
  expect([...(await sealedUnder(app.dataDir)).keys()]).toEqual([...after.keys()])

  await app.close()
  const again = await startApp({ env: { DATA_DIR: app.dataDir } })
  expect((await again.deliver(more, { body: '{"zen":"x"}', headers: { 'x-github-event': 'ping' } })).status).toBe(200)
  expect(again.log.filter(({ level }) => level === 'error')).toEqual([])
  await again.close()
  rmSync(kept, { recursive: true })
})

it('a rotation that was broken off is taken up: both keys open, and the second run ends it', async () => {
  const { app, first } = await startSealing()
  const folder = path.join(app.dataDir, 'db')
  keyFiles(folder, []).begin()
  const [present] = readFileSync(keyFile(app.dataDir), 'utf8').split('\n')

  expect(await makeKey(app)).toEqual(first)
  expect(await rotateKey(config(app.dataDir), quiet, 50)).toBe(0)

  expect(readFileSync(keyFile(app.dataDir), 'utf8')).toBe(`${present}\n`)
  expect([...(await sealedUnder(app.dataDir)).values()]).toEqual([5])
  await app.close()
})

it('marks of an earlier key are still known as ours', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hookline-keys-'))
  const keys = keyFiles(folder, [])
  const marks = createMarks(createVault(keys.read))
  const mark = marks.of('act_01m85cfz7600008g39kssf9wer')
  keys.begin()
  keys.finish()

  const restarted = createMarks(createVault(keyFiles(folder, []).read))
  expect(restarted.of('act_01m85cfz7600008g39kssf9wer')).not.toBe(mark)
  expect(restarted.isOurs(mark)).toBe(true)
  expect(statSync(path.join(folder, 'marks.key')).mode & 0o777).toBe(0o600)
  rmSync(folder, { recursive: true })
})

it('a key from the environment is left by a start that knows both', async () => {
  const oldKey = 'the old key of the environment'
  const kept = mkdtempSync(path.join(tmpdir(), 'hookline-kept-'))
  const { app } = await startSealing({ DATA_DIR: kept, WEBHOOK_SECRET_KEY: oldKey })
  await app.close()
  const env = { DATA_DIR: kept, WEBHOOK_SECRET_KEY: 'the new key of the environment' }
  await expect(rotateKey(readConfig(env), quiet, 0)).rejects.toThrow('WEBHOOK_SECRET_KEY_PREVIOUS')

  const without = await startApp({ env })
  const [lost] = without.log.filter(({ msg }) => msg.startsWith('sealed under a key'))
  expect(lost).toMatchObject({ level: 'error', records: 5, keyId: expect.stringMatching(/^[0-9a-f]{8}$/) })
  await without.close()
  const withBoth = await startApp({ env: { ...env, WEBHOOK_SECRET_KEY_PREVIOUS: oldKey } })
  expect(withBoth.log).toContainEqual(
    expect.objectContaining({ records: 5, msg: expect.stringContaining('unset WEBHOOK_SECRET_KEY_PREVIOUS') }),
  )
  await withBoth.close()
  const later = await startApp({ env })
  expect(later.log.filter(({ level }) => level === 'error')).toEqual([])
  await later.close()
  rmSync(kept, { recursive: true })
})
