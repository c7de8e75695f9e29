import { execFileSync } from 'node:child_process'
import { renameSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GITHUB_ISSUES } from '../../helpers/founding-document.ts'
import { errorsOf, MINIMAL, makePlace, SOON, untilErrors, untilWebhook, webhookOf } from './helpers.ts'

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
const ADD = 'mutation ($id: ID!, $command: CommandInput!) { addCommand(webhookId: $id, command: $command) { __typename } }'

describe('what the API changes', () => {
  it('is written into a file of its own for a new webhook, in the founding document’s form, without the secret', async () => {
    const place = makePlace()
    const app = await place.start()

    const { body } = await app.rest('POST', '/api/webhooks', JSON.parse(GITHUB_ISSUES))

    expect(body.secret).toBe('your-webhook-secret')
    const expected = GITHUB_ISSUES.replace('your-webhook-secret', 'stored')
    await expect.poll(() => place.isThere('github-issues-001.json') && place.read('github-issues-001.json'), SOON).toBe(`${expected}\n`)
    expect(await webhookOf(app, 'github-issues-001')).toMatchObject({ version: 1 })
  })

  it('changes no more of a JSON file than has changed', async () => {
    const place = makePlace()
    const app = await place.start()
    const text = `${JSON.stringify({ $schema: '../config.schema.json', ...MINIMAL }, null, 2)}\n`
    place.drop('one.json', text)
    await untilWebhook(app, 'one', { version: 1 })

    await app.rest('POST', '/api/webhooks/one/disable')
    await app.graphql(ADD, { id: 'one', command: { trigger: 'issues.closed', action: 'COMMENT', template: 'Closed', priority: 3 } })

    await expect.poll(() => JSON.parse(place.read('one.json')).commands.length, SOON).toBe(2)
    const { commands, ...rest } = MINIMAL
    const added = { trigger: 'issues.closed', action: 'comment', template: 'Closed', priority: 3 }
    expect(JSON.parse(place.read('one.json'))).toEqual({
      $schema: '../config.schema.json',
      ...rest,
      secret: 'stored',
      enabled: false,
      commands: [...commands, added],
    })
    expect(place.read('one.json').slice(0, text.indexOf('"commands"') - 4)).toBe(text.slice(0, text.indexOf('"commands"') - 4))
    expect(await errorsOf(app)).toEqual([])
  })

  it('leaves the comments of a YAML file', async () => {
    const place = makePlace()
    const app = await place.start()
    place.drop('one.yaml', YAML)
    await untilWebhook(app, 'one', { version: 1 })

    await app.graphql(ADD, { id: 'one', command: { trigger: 'issues.closed', action: 'COMMENT', template: 'Closed' } })

    await expect.poll(() => place.read('one.yaml'), SOON).toContain('issues.closed')
    const text = place.read('one.yaml')
    for (const line of YAML.split('\n').filter(Boolean)) expect(text.replace(/ +#/g, ' #')).toContain(line.replace(/ +#/g, ' #'))
    expect(await webhookOf(app, 'one')).toMatchObject({ version: 2 })
  })

  it('while the server was stopped by others, or died before the file was written, is written at the next start', async () => {
    const place = makePlace()
    place.drop('one.json', MINIMAL)
    const first = await place.start()
    await untilWebhook(first, 'one', { version: 1 })
    await first.close()
    const without = await place.start({ CONFIG_FILES: 'off' })
    await without.rest('PUT', '/api/webhooks/one', { name: 'By the API' })
    await without.close()
    expect(JSON.parse(place.read('one.json')).name).toBe('One')

    await place.start()

    await expect.poll(() => JSON.parse(place.read('one.json')).name, SOON).toBe('By the API')
  })

  it('removes the file of a webhook that is deleted; a file with its id is refused from then on', async () => {
    const place = makePlace()
    const app = await place.start()
    place.drop('one.json', MINIMAL)
    await untilWebhook(app, 'one', { version: 1 })

    await app.rest('DELETE', '/api/webhooks/one')
    await expect.poll(() => place.isThere('one.json'), SOON).toBe(false)
    place.drop('one.json', MINIMAL)

    await untilErrors(app, [{ file: 'one.json', field: 'webhook_id', message: expect.stringContaining('was deleted') }])
  })
})

describe('where both have changed', () => {
  it('the file is in force, what the API had set is kept as a version, and both are told', async () => {
    const place = makePlace()
    place.drop('one.json', MINIMAL)
    const first = await place.start()
    await untilWebhook(first, 'one', { version: 1 })
    await first.close()
    const without = await place.start({ CONFIG_FILES: 'off' })
    await without.rest('PUT', '/api/webhooks/one', { name: 'By the API' })
    await without.close()
    place.drop('one.json', { ...MINIMAL, name: 'By hand' })

    const app = await place.start()

    expect(await webhookOf(app, 'one')).toMatchObject({ name: 'By hand', version: 3 })
    await untilErrors(app, [{ file: 'one.json', taken: true, message: expect.stringContaining('kept as version 2 (revertWebhook)') }])
    expect(JSON.parse(place.read('one.json')).name).toBe('By hand')
    await app.graphql('mutation { revertWebhook(id: "one", version: 2) { __typename } }')
    await expect.poll(() => JSON.parse(place.read('one.json')).name, SOON).toBe('By the API')
    await untilErrors(app, [])
  })

  it('in the same moment, nothing is lost: one is in force, the other is a version', async () => {
    const place = makePlace()
    const app = await place.start()
    place.drop('one.json', MINIMAL)
    await untilWebhook(app, 'one', { version: 1 })

    for (let round = 1; round <= 5; round++) {
      place.drop('one.json', { ...MINIMAL, name: `Hand ${round}` })
      await app.rest('PUT', '/api/webhooks/one', { name: `API ${round}` })
    }

    const names = async () => {
      const { webhook } = await app.graphql('{ webhook(id: "one") { name versions { config } } }')
      return { now: webhook.name, all: webhook.versions.map(({ config }: { config: { name: string } }) => config.name) }
    }
    await expect.poll(async () => (await names()).now === JSON.parse(place.read('one.json')).name, SOON).toBe(true)
    const { all } = await names()
    expect(all).toEqual(expect.arrayContaining([1, 2, 3, 4, 5].map((round) => `API ${round}`)))
  })

  it('a file that is refused is not written over', async () => {
    const place = makePlace()
    const app = await place.start()
    place.drop('one.json', MINIMAL)
    await untilWebhook(app, 'one', { version: 1 })
    const edited = '{ "name": "My work of an hour", '
    place.drop('one.json', edited)
    await untilErrors(app, [{ file: 'one.json', taken: false }])

    await app.rest('PUT', '/api/webhooks/one', { name: 'By the API' })
    await new Promise((resolve) => setTimeout(resolve, 500))

    expect(place.read('one.json')).toBe(edited)
    expect(await webhookOf(app, 'one')).toMatchObject({ name: 'By the API' })
  })
})

// Where this user may not make a folder unwritable, there is nothing to see.
const chattr = (flag: string, folder: string) => execFileSync('chattr', [flag, folder])
const mayMakeReadOnly = process.getuid?.() === 0

it.runIf(mayMakeReadOnly)('a folder that cannot be written is still read, and what it does not hold is told', async () => {
  const place = makePlace()
  const app = await place.start()
  place.drop('one.json', MINIMAL)
  await untilWebhook(app, 'one', { version: 1 })
  chattr('+i', place.file(''))
  try {
    await app.rest('PUT', '/api/webhooks/one', { name: 'By the API' })

    const notWritten = expect.stringMatching(/^cannot be written/)
    await untilErrors(app, [
      { file: '.', message: notWritten },
      { file: 'one.json', message: notWritten, taken: true },
    ])
    expect(app.log.filter(({ file, level }) => file === '.' && level === 'warn')).toHaveLength(1)
  } finally {
    chattr('-i', place.file(''))
  }
})

it('five hundred files at once, as by a checkout, are taken in', async () => {
  const place = makePlace()
  const app = await place.start()
  const count = 500
  for (let index = 0; index < count; index++) place.drop(`hook-${index}.json`, { ...MINIMAL, name: `Hook ${index}` })

  const total = async () => (await app.graphql('{ webhooks { totalCount } }')).webhooks.totalCount
  await expect.poll(total, { timeout: 120_000, interval: 500 }).toBe(count)
  expect(await errorsOf(app)).toEqual([])
}, 150_000)

it('a folder that is moved in as a whole is taken in, too', async () => {
  const place = makePlace()
  const app = await place.start()
  renameSync(place.file(''), `${place.dataDir}/away`)
  await untilErrors(app, [{ file: '.' }])
  renameSync(`${place.dataDir}/away`, place.file(''))
  place.drop('one.json', MINIMAL)

  await untilWebhook(app, 'one', {}, { timeout: 60_000, interval: 200 })
}, 80_000)
