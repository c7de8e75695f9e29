import { expect, it } from 'vitest'
import type { Data, TestApp, TestWebhook } from '../../helpers/start-app.ts'
import { ask, change, newDataDir, pause, questions, rows, start, waitFor } from './helpers.ts'

const ANSWER = 'mutation ($id: ID!) { answerQuestion(id: $id, answer: "yes") { ... on Error { message } } }'
/** So long that a look that comes back at once would show. */
const WATCHED_MS = 1500

async function asked(app: TestApp, count: number): Promise<TestWebhook> {
  const webhook = await app.createWebhook({ provider: 'CUSTOM' })
  await app.deliver(webhook, { body: '{}' })
  const [{ id: eventId }] = (await app.events(webhook.id, 'id')) as [Data]
  for (let i = 0; i < count; i++) await ask(app, { eventId, question: `Shall I, ${i}?` })
  return webhook
}

async function told(app: TestApp, { id }: TestWebhook): Promise<number> {
  return (await app.events(id, 'eventType')).filter(({ eventType }) => eventType === 'question.answered').length
}

it('a webhook whose secrets cannot be opened keeps only its own questions waiting', async () => {
  const dataDir = newDataDir()
  const before = await start({ DATA_DIR: dataDir })
  // More than are read at once.
  const broken = await asked(before, 60)
  const sound = await asked(before, 1)
  await before.close()
  const [{ sealed }] = rows(dataDir, 'SELECT sealed FROM webhook_secrets WHERE webhook_id = ?', broken.id) as [Data]
  const seal = (value: string) => change(dataDir, 'UPDATE webhook_secrets SET sealed = ? WHERE webhook_id = ?', value, broken.id)
  seal('not sealed at all')

  const app = await start({ DATA_DIR: dataDir })
  for (const { question_id: id } of questions({ dataDir })) await app.graphql(ANSWER, { id })
  await waitFor(
    () => told(app, sound),
    (count) => count === 1,
  )

  await pause(WATCHED_MS)
  const lines = app.log.filter(({ msg }) => msg === 'an answer could not be announced')
  expect(new Set(lines.map(({ questionId }) => questionId)).size).toBe(60)
  expect(lines).toHaveLength(60)
  expect(lines[0]).toMatchObject({ webhookId: broken.id, err: { message: expect.stringContaining('cannot be used') } })

  await app.close()
  seal(sealed)
  const mended = await start({ DATA_DIR: dataDir })
  await waitFor(
    () => told(mended, broken),
    (count) => count === 60,
  )
})
