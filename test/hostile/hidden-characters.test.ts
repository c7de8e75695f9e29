import { Writable } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import { createLogger } from '../../src/log.ts'
import { commentDelivery } from '../fakes/github.ts'
import { startApp } from '../helpers/start-app.ts'

/** Zero-width, bidi, a tag, ANSI by 7 and by 8 bits, and breaks of lines. */
const HOSTILE = 'a\u200b\u202eb\u{e0041}c\u001b[31md\u009b31m\r\n{"level":"info"}\u2028e'
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const HIDDEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u

it('B70: what is hidden stands in the log as its number, one line for each record, and is read back as it was', () => {
  const written: string[] = []
  const log = createLogger('info', new Writable({ write: (line, _encoding, done) => done(void written.push(String(line))) }))

  log.info({ eventType: HOSTILE, err: new Error(HOSTILE) }, HOSTILE)

  expect(written).toHaveLength(1)
  expect(written[0]!.trimEnd()).not.toMatch(HIDDEN)
  expect(written[0]).toContain('\\u200b\\u202eb')
  expect(written[0]!.match(/\n/g)).toHaveLength(1)
  expect(JSON.parse(written[0]!)).toMatchObject({ eventType: HOSTILE, msg: HOSTILE, err: { message: HOSTILE } })
})

it('B70: what is hidden in a title is shown to a person who is asked, and to an agent', async () => {
  const app = await startApp()
  onTestFinished(() => app.close())
  const commands = [{ trigger: '*', action: 'CREATE_TASK', agent: 'planning', template: '{{subject.title}}' }]
  const webhook = await app.createWebhook({ commands })
  const delivery = commentDelivery({
    id: 1,
    repository: 'octo/app',
    on: 'issues/12',
    inReplyTo: null,
    body: 'x',
    login: 'ada',
    type: 'User',
    createdAt: new Date().toISOString(),
  })
  const payload = JSON.parse(String(delivery.body))
  payload.issue.title = HOSTILE
  await app.deliver(webhook, { ...delivery, body: JSON.stringify(payload) })
  const [event] = await app.events(webhook.id, 'id subject { title } tasks { prompt }')
  const { ask } = await app.graphql(
    'mutation ($input: AskInput!) { ask(input: $input) { ... on AskPayload { question { id } } ... on Error { message } } }',
    { input: { eventId: event.id, question: HOSTILE, kind: 'CHOICE', options: ['yes\u202e', 'no'] } },
  )
  expect(ask).toMatchObject({ question: { id: expect.any(String) } })

  const page = await fetch(`${app.url}/questions/${ask.question.id}`, { headers: { authorization: `Bearer ${app.key}` } })
  const html = await page.text()

  expect(event.subject.title).toBe(HOSTILE)
  expect(event.tasks[0].prompt).not.toMatch(HIDDEN)
  expect(event.tasks[0].prompt).toContain('⟨U+202E⟩')
  // The title and the choice; the question's own text was cleaned when it was put.
  expect(html.match(/⟨U\+202E⟩/g)).toHaveLength(2)
  // The value of a choice is sent back as it is.
  expect(html.replace('value="yes\u202e"', '')).not.toMatch(HIDDEN)
})
