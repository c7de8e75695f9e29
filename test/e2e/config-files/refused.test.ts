import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../helpers/start-app.ts'
import { errorsOf, MINIMAL, makePlace, SOON, untilErrors, untilWebhook, webhookOf } from './helpers.ts'

const GOOD = JSON.stringify(MINIMAL, null, 2)
const command = (more: object) => JSON.stringify({ ...MINIMAL, commands: [{ ...MINIMAL.commands[0], ...more }] }, null, 2)
const DEEP = 100_000

describe('a file that is refused', () => {
  it('is told of by file, line and field in the API, in the log and beside the file; what was in force stays', async () => {
    const place = makePlace()
    const app = await place.start()
    place.drop('one.json', GOOD)
    await untilWebhook(app, 'one', { version: 1 })

    place.drop('one.json', command({ trigger: '', action: 'create_taks' }).replace('"name": "One"', '"nam": "One"'))

    const action = { line: 7, column: 17, field: 'commands.0.action', message: expect.stringContaining('Invalid option'), taken: false }
    const unknown = { line: 2, column: 10, field: 'nam', message: 'there is no such field' }
    const expected = [{ field: 'name', line: 1 }, action, unknown]
    await untilErrors(
      app,
      expected.map((problem) => ({ file: 'one.json', ...problem })),
    )
    expect(await webhookOf(app, 'one')).toMatchObject({ version: 1, name: 'One' })
    expect(app.log.find(({ level }) => level === 'warn')).toMatchObject({ file: 'one.json', problems: expected })
    await expect.poll(() => place.isThere('one.json.error'), SOON).toBe(true)
    expect(JSON.parse(place.read('one.json.error'))).toMatchObject({ file: 'one.json', at: expect.any(String), errors: expected })
    expect((await app.graphql('{ health { configErrors } }')).health.configErrors).toBe(1)

    place.drop('one.json', GOOD)

    await untilErrors(app, [])
    await expect.poll(() => place.isThere('one.json.error'), SOON).toBe(false)
    expect(await webhookOf(app, 'one')).toMatchObject({ version: 1 })
  })

  it('is told of again after a restart, and is not told of twice to the log', async () => {
    const place = makePlace()
    place.drop('one.json', '{"name": 1}')
    const first = await place.start()
    await untilErrors(first, [{ field: 'name' }, { field: 'provider' }])
    await first.close()

    const second = await place.start()

    expect(await errorsOf(second)).toMatchObject([{ field: 'name' }, { field: 'provider' }])
    expect(first.log.filter(({ level }) => level === 'warn')).toHaveLength(1)
    expect(second.log.filter(({ level }) => level === 'warn')).toEqual([])
  })
})

describe('bad files', () => {
  let app: TestApp
  let folder: string
  beforeAll(async () => {
    app = await startApp()
    folder = path.join(app.dataDir, 'config', 'webhooks')
    mkdirSync(path.join(app.dataDir, 'elsewhere'))
    writeFileSync(path.join(app.dataDir, 'elsewhere', 'secret.json'), GOOD)
    for (const [name, content] of Object.entries(FILES)) writeFileSync(path.join(folder, name), content)
    symlinkSync('../../elsewhere/secret.json', path.join(folder, 'link.json'))
    symlinkSync('good.json', path.join(folder, 'inside.json'))
    mkdirSync(path.join(folder, 'folder.json'))
    execFileSync('mkfifo', [path.join(folder, 'pipe.json')])
  })
  afterAll(() => app.close())

  /** What is said of each. A number: the line. */
  const EXPECTED: Record<string, [string | RegExp, (number | null)?, string?]> = {
    'alias.yaml': ['aliases and their anchors are not taken', 1],
    'bracket.json': ['expected "," or "}"', 3],
    'broken-utf8.json': [/^expected UTF-8/],
    'case.json': [/^differs from "CASE.json" in upper and lower case only/],
    'comment.json': ['expected a name in double quotes', 1],
    'deep.json': [/^nests deeper/, 1],
    'deep.yaml': [/^nests deeper/, 1],
    'empty.json': ['the file is empty', 1],
    'endpoint.json': ['expected /webhooks/github/endpoint, or nothing', 4, 'endpoint'],
    'flow.yaml': [/^nests deeper/, 1],
    'folder.json': ['is not a regular file'],
    'huge.yaml': [/^is larger than 256 KiB/],
    'large.json': [/^is larger than 8192 KiB/],
    'link.json': ['is a link that leads out of its folder'],
    'list.json': [/^expected an object/, 1],
    'multi.yaml': [/^expected one document/, 3],
    'no id!.json': [/^expected an id/, 1, 'webhook_id'],
    'number.yaml': ['expected a string, a number, true, false or null', 1],
    'pipe.json': ['is not a regular file'],
    'proto.json': ['this name is not taken', 1],
    'tag.yaml': [/this is not YAML that is taken|tags are not taken/, 1],
    'template.json': [/./, 9, 'commands.0.template'],
    'trigger.json': [/./, 6, 'commands.0.trigger'],
    'twice.json': ['this name stands here twice', 1],
    'twice.yaml': ['this name stands here twice', 2],
    'utf16.json': ['expected UTF-8; the file is UTF-16'],
    'x-second.json': ['"good" is in the file "good.json" already', 1, 'webhook_id'],
  }

  it('are told of, each of them, and nothing else', async () => {
    const files = async () => [...new Set((await errorsOf(app)).map(({ file }) => file))]

    await expect.poll(files, SOON).toEqual(Object.keys(EXPECTED).sort())
    await untilWebhook(app, 'good', { version: 1 })
  })

  it.each(Object.entries(EXPECTED))('%s', async (name, [message, line = null, field]) => {
    const found = (await errorsOf(app)).filter(({ file }) => file === name)

    expect(found).toHaveLength(1)
    expect(found[0].message).toMatch(message)
    expect(found[0].line).toBe(line)
    if (field) expect(found[0].field).toBe(field)
  })

  it('are no webhooks, and pollute nothing', async () => {
    const { webhooks } = await app.graphql('{ webhooks(first: 100) { edges { node { id } } } }')

    expect(webhooks.edges.map(({ node }: { node: { id: string } }) => node.id).sort()).toEqual(['CASE', 'bom', 'crlf', 'good', 'inside'])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  const pad = (bytes: number) => JSON.stringify({ ...MINIMAL, name: 'x'.repeat(bytes) })
  const FILES: Record<string, string | Buffer> = {
    'good.json': GOOD,
    'bom.json': `\ufeff${GOOD}`,
    'crlf.yaml': 'name: One\r\nprovider: github\r\n',
    'alias.yaml': 'name: &a One\nprovider: github\nscheme: *a\n',
    'bracket.json': '{\n  "name": "One"\n  "provider": "github"\n}',
    'broken-utf8.json': Buffer.from([0x7b, 0xff, 0x7d]),
    'CASE.json': GOOD,
    'case.json': GOOD,
    'comment.json': '{ // a comment\n}',
    'deep.json': '['.repeat(DEEP),
    'deep.yaml': '- '.repeat(DEEP),
    'empty.json': '',
    'endpoint.json': '{\n"name": "One",\n"provider": "github",\n"endpoint": "/webhooks/github/other"}',
    'flow.yaml': '['.repeat(DEEP),
    'huge.yaml': `name: ${'x'.repeat(300_000)}`,
    'large.json': pad(9 * 1024 * 1024),
    'list.json': '[]',
    'multi.yaml': 'name: One\nprovider: github\n---\nname: Two\n',
    'no id!.json': GOOD,
    'number.yaml': 'name: .nan\n',
    'proto.json': '{"__proto__": {"polluted": true}, "name": "One", "provider": "github"}',
    'tag.yaml': 'name: !!js/function One\n',
    'template.json': command({ template: '{{#open}}' }),
    'trigger.json': command({ trigger: '^(a+)+$' }),
    'twice.json': '{"name": "One", "provider": "github", "name": "Two"}',
    'twice.yaml': 'name: One\nname: Two\n',
    'utf16.json': Buffer.from(`\ufeff${GOOD}`, 'utf16le'),
    'x-second.json': JSON.stringify({ ...MINIMAL, webhook_id: 'good' }),
    '.hidden.json': GOOD,
    'copy.json~': GOOD,
    'copy.json.swp': GOOD,
    'README.md': 'No config file',
  }
})
