import { describe, expect, it } from 'vitest'
import { type Data, type LiveApp, openSocket, openSse, startLive, until } from './helpers.ts'

const QUESTIONS = `subscription ($after: FeedCursor, $id: ID) {
  questions(after: $after, id: $id) { kind cursor question { id status answer answeredBy event { id } } } }`
const FEED =
  'subscription ($after: FeedCursor) { feed(after: $after, kinds: [QUESTION_ASKED, QUESTION_ANSWERED]) { kind cursor node { __typename id } } }'

describe('the stream of questions', () => {
  it('tells of the asking, the answer and the end, also after a cut, in order', async () => {
    const { app, ask, answer, cancel } = await start()
    const first = await openSse(app, QUESTIONS)
    await until(() => first.got.length >= 1, 'CONNECTED')
    const a = await ask()
    await until(() => first.got.length >= 2, 'the question')
    first.cut()
    const b = await ask()
    await answer(a)
    await cancel(b)

    const second = await openSse(app, QUESTIONS, { lastEventId: first.got.at(-1)!.id })
    await until(() => second.got.length >= 4, 'what was missed')

    expect(first.got.map(told)[1]).toEqual(['QUESTION_ASKED', a, 'OPEN'])
    expect(second.got.map(told).slice(1)).toEqual([
      ['QUESTION_ASKED', b, 'CANCELLED'],
      ['QUESTION_ANSWERED', a, 'ANSWERED'],
      ['QUESTION_CLOSED', b, 'CANCELLED'],
    ])
    expect(second.got[2]!.data.data.questions.question).toMatchObject({
      answer: 'yes',
      answeredBy: 'ADMIN_API_KEY',
      event: { id: expect.any(String) },
    })
  })

  it('narrows to one question', async () => {
    const { app, ask, answer } = await start()
    const [a, b] = [await ask(), await ask()]
    const socket = await openSocket(app)
    socket.subscribe('1', QUESTIONS, { id: b })
    await until(() => socket.got.has('1'), 'CONNECTED')
    for (const id of [a, b]) await answer(id)
    await until(() => socket.got.get('1')!.length >= 2, 'the answer')

    expect(socket.got.get('1')!.map(({ data }) => [data.questions.kind, data.questions.question?.id])).toEqual([
      ['CONNECTED', undefined],
      ['QUESTION_ANSWERED', b],
    ])
  })

  it('gives each agent only its own, also to keys of the same agent, and also in the feed', async () => {
    const { app, ask, taskOf } = await start()
    const key = (name: string) => app.createKey({ name, role: 'AGENT', agent: 'planner' })
    const [one, two] = [await key('one'), await key('two')]
    await taskOf(one)
    const streams = await Promise.all(
      [one, two].flatMap((own) => [openSse(app, QUESTIONS, { key: own }), openSse(app, FEED, { key: own })]),
    )
    await until(() => streams.every(({ got }) => got.length >= 1), 'CONNECTED')

    const id = await ask(one)
    await ask()
    const last = await openSse(app, FEED, { key: app.key, variables: { after: streams[0]!.got[0]!.id } })
    await until(() => last.got.length >= 3 && streams[0]!.got.length >= 2 && streams[1]!.got.length >= 2, 'the questions')
    await new Promise((resolve) => setTimeout(resolve, 100))

    expect(streams.map(({ got }) => got.length)).toEqual([2, 2, 1, 1])
    expect(streams[1]!.got[1]!.data.data.feed.node).toEqual({ __typename: 'Question', id })
  })
})

async function start() {
  const app = await startLive()
  const commands = [{ trigger: '*', action: 'CREATE_TASK', agent: 'planner' }]
  const { id: webhookId } = await app.createWebhook({ provider: 'GITHUB', commands })
  const { sent } = await app.graphql(
    'mutation ($webhookId: ID!) { sent: sendTestEvent(webhookId: $webhookId, eventType: "issues.opened") { ... on SendTestEventPayload { event { id } } } }',
    { webhookId },
  )
  const ask = async (key?: string): Promise<string> => {
    const input = { eventId: sent.event.id, question: 'Shall I?' }
    const ASK =
      'mutation ($input: AskInput!) { result: ask(input: $input) { ... on AskPayload { question { id } } ... on Error { message } } }'
    return (await app.graphql(ASK, { input }, key)).result.question.id
  }
  const answer = (id: string) => app.graphql('mutation ($id: ID!) { answerQuestion(id: $id, answer: "yes") { __typename } }', { id })
  const cancel = (id: string) => app.graphql('mutation ($id: ID!) { cancelQuestion(id: $id) { __typename } }', { id })
  const taskOf = (key: string) => app.graphql('mutation { claimTask(agent: "planner") { __typename } }', {}, key)
  return { app: app as LiveApp, ask, answer, cancel, taskOf }
}

function told({ data }: Data): unknown[] {
  const { kind, question } = data.data.questions
  return [kind, question?.id, question?.status]
}
