import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Data, startApp, type TestApp } from '../helpers/start-app.ts'
import { codeBlocks } from './documents.ts'

const [urgent, withReferences] = codeBlocks('docs/config-files.md', 'json')
const [yaml] = codeBlocks('docs/config-files.md', 'yaml')

let app: TestApp
beforeAll(async () => {
  app = await startApp({ env: { HOOKLINE_SECRET_GITHUB: 'a-secret-of-github' } })
  mkdirSync(path.join(app.dataDir, 'secrets'))
  writeFileSync(path.join(app.dataDir, 'secrets', 'github-token'), 'ghp_a-token\n')
})
afterAll(() => app.close())

const drop = (name: string, text: string) => writeFileSync(path.join(app.dataDir, 'config', 'webhooks', name), text)
const read = async (id: string): Promise<Data> =>
  (
    await app.graphql(
      'query ($id: ID!) { webhook(id: $id) { name provider hasSecret credentialStatus { kind } commands { trigger action agent conditions } } }',
      { id },
    )
  ).webhook

it('its examples are taken in, the two forms of one alike', async () => {
  drop('from-json.json', urgent!)
  drop('from-yaml.yaml', yaml!)
  drop('referring.json', withReferences!)

  await expect.poll(() => read('from-json'), { timeout: 10_000 }).toMatchObject({ name: 'GitHub Urgent Issues', provider: 'GITHUB' })
  await expect.poll(async () => [await read('from-yaml')], { timeout: 10_000 }).toEqual([await read('from-json')])
  await expect
    .poll(() => read('referring'), { timeout: 20_000 })
    .toMatchObject({ hasSecret: true, credentialStatus: { kind: expect.any(String) } })
  expect(await app.graphql(codeBlocks('docs/config-files.md', 'graphql')[0]!)).toEqual({ configErrors: [] })
})

it('its schema is what the server has', async () => {
  const { status, body } = await app.rest('GET', '/api/config.schema.json')

  expect(status).toBe(200)
  expect(body).toMatchObject({ type: 'object', required: ['name', 'provider'], additionalProperties: false })
  expect(Object.keys(body.properties)).toEqual(expect.arrayContaining(Object.keys(JSON.parse(withReferences!))))
  expect((await fetch(`${app.url}/api/config.schema.json`)).status).toBe(401)
})
