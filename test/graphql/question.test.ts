import { beforeEach, describe, expect, it } from 'vitest'
import type { Viewer } from '../../src/model/viewer.ts'
import { viewerOf } from '../helpers/registry.ts'
import { commandAction, FAILURES, storeIssue, storeTwo, task } from './occasion.ts'
import { createTestApi, type Data, type TestApi } from './run.ts'

const QUESTION = `question { id kind question options answerers status answer answeredBy answeredVia askedAt answeredAt expiresAt defaultAnswer
  event { id } task { id } }`
const ASK = `mutation ($input: AskInput!) { result: ask(input: $input) { __typename ... on AskPayload { ${QUESTION} } ${FAILURES} } }`
const ANSWER = `mutation ($id: ID!, $answer: String! = "yes") { result: answerQuestion(id: $id, answer: $answer) {
  __typename ... on AnswerQuestionPayload { ${QUESTION} } ${FAILURES} } }`
const CANCEL = `mutation ($id: ID!) { result: cancelQuestion(id: $id) { __typename ... on AnswerQuestionPayload { ${QUESTION} } ${FAILURES} } }`
const LIST = `query ($first: Int, $after: String, $statuses: [QuestionStatus!]) { result: questions(first: $first, after: $after, statuses: $statuses) {
  edges { node { id } } pageInfo { hasNextPage endCursor } totalCount } }`
const ONE = `query ($id: ID!, $eventId: ID!) { question(id: $id) { id } node(id: $id) { __typename id } event(id: $eventId) { questions { id } } }`

const planner = viewerOf('AGENT', { agent: 'planner', name: 'planning on build-7' })
const operator = viewerOf('OPERATOR', { name: 'ada' })
const ofMine = viewerOf('OPERATOR', { webhookIds: ['mine'] })

let api: TestApi
let mine: string
let theirs: string
beforeEach(async () => {
  api = await createTestApi()
  const stored = await storeTwo(api)
  mine = stored.mine
  theirs = stored.theirs
})

async function run(document: string, variables: object, viewer?: Viewer): Promise<Data> {
  return (await api.ask(document, variables as Record<string, unknown>, viewer)).result
}

async function askOn(eventId: string, more: object = {}, viewer?: Viewer): Promise<Data> {
  return (await run(ASK, { input: { eventId, question: 'Shall I?', ...more } }, viewer)).question
}

describe('ask', () => {
  it('stores an open question, and the action that puts it to people', async () => {
    const question = await askOn(mine, {
      kind: 'CHOICE',
      options: ['left', 'right'],
      answerers: ['ada'],
      timeoutSeconds: 60,
      defaultAnswer: '2',
    })

    expect(question).toMatchObject({
      id: expect.stringMatching(/^qst_/),
      kind: 'CHOICE',
      question: 'Shall I?',
      options: ['left', 'right'],
      answerers: ['ada'],
      status: 'OPEN',
      answer: null,
      defaultAnswer: 'right',
      event: { id: mine },
      task: null,
    })
    expect(question.expiresAt - question.askedAt).toBe(60_000)
    const { event } = await api.ask('query ($id: ID!) { event(id: $id) { questions { id } actions { kind status requestedBy } } }', {
      id: mine,
    })
    expect(event).toEqual({ questions: [{ id: question.id }], actions: [{ kind: 'ASK', status: 'PENDING', requestedBy: "admin's key" }] })
  })

  it('says everything that is wrong, and who may not ask', async () => {
    const wrong = { kind: 'CHOICE', options: ['one'], timeoutSeconds: 0 }

    expect(await run(ASK, { input: { eventId: mine, question: 'x', ...wrong } })).toMatchObject({
      issues: [{ path: ['options'] }, { path: ['timeoutSeconds'] }],
    })
    expect(await run(ASK, { input: { eventId: mine, question: 'x' } }, viewerOf('VIEWER'))).toMatchObject({ __typename: 'Forbidden' })
    expect(await run(ASK, { input: { eventId: theirs, question: 'x' } }, ofMine)).toMatchObject({ __typename: 'NotFound' })
    expect(await run(ASK, { input: { eventId: mine, question: 'x' } }, planner)).toMatchObject({ __typename: 'Forbidden' })
  })

  it('takes a task of the same event, of the same agent', async () => {
    const eventId = await storeIssue(api, 'mine', {
      actions: [commandAction('planner')],
      tasks: [task('task_mine'), task('task_other', 'executor')],
    })
    await storeIssue(api, 'mine', { tasks: [task('task_elsewhere')] })
    const forTask = (taskId: string) => run(ASK, { input: { eventId, taskId, question: 'x' } }, planner)

    expect(await forTask('task_mine')).toMatchObject({ question: { task: { id: 'task_mine' } } })
    expect(await forTask('task_other')).toMatchObject({ __typename: 'NotFound' })
    expect(await forTask('task_elsewhere')).toMatchObject({ issues: [{ path: ['taskId'] }] })
  })
})

describe('ask with a key', () => {
  const other = viewerOf('AGENT', { agent: 'planner', name: 'planning on build-8' })
  let eventId: string
  beforeEach(async () => {
    eventId = await storeIssue(api, 'mine', {
      actions: [commandAction('planner')],
      tasks: [task('task_mine'), task('task_second')],
    })
  })
  const askAs = (viewer: Viewer, more: object = {}) => askOn(eventId, { taskId: 'task_mine', key: 'plan', ...more }, viewer)

  it('answers the question that the task has under it, to every key of the agent, also at the same time', async () => {
    const [first, second] = await Promise.all([askAs(planner), askAs(other, { question: 'In other words?' })])
    await run(ANSWER, { id: first.id, answer: 'go on' })
    const third = await askAs(other)

    expect([second.id, third.id]).toEqual([first.id, first.id])
    expect(third).toMatchObject({ status: 'ANSWERED', answer: 'go on' })
    expect(idsOf(await run(LIST, {}, other))).toEqual([first.id])
    const { event } = await api.ask('query ($id: ID!) { event(id: $id) { actions { kind } questions { id } } }', { id: eventId })
    expect(event.questions).toHaveLength(1)
    expect(event.actions.filter(({ kind }: Data) => kind === 'ASK')).toHaveLength(1)
  })

  it('asks another where key or task is another, and always without a key', async () => {
    const asked = [
      await askAs(planner),
      await askAs(planner, { key: 'other' }),
      await askAs(planner, { taskId: 'task_second' }),
      await askAs(planner, { key: undefined }),
      await askAs(planner, { key: undefined }),
    ]

    expect(new Set(asked.map(({ id }) => id)).size).toBe(5)
  })

  it('takes a key only with a task, and none that is empty or endless', async () => {
    const wrong = (more: object) => run(ASK, { input: { eventId, question: 'x', ...more } }, planner)

    expect(await wrong({ key: 'plan' })).toMatchObject({ issues: [{ path: ['key'] }] })
    expect(await wrong({ taskId: 'task_mine', key: '' })).toMatchObject({ issues: [{ path: ['key'] }] })
    expect(await wrong({ taskId: 'task_mine', key: 'x'.repeat(100_001) })).toMatchObject({ issues: [{ path: ['key'] }] })
  })
})

describe('answerQuestion', () => {
  it('takes the first answer; the second is told who was first', async () => {
    const { id } = await askOn(mine, { kind: 'APPROVAL' })

    const first = await run(ANSWER, { id, answer: 'LGTM' }, operator)
    const second = await run(ANSWER, { id, answer: 'no' })

    expect(first.question).toMatchObject({ status: 'ANSWERED', answer: 'approve', answeredBy: 'ada', answeredVia: 'api' })
    expect(second).toEqual({ __typename: 'Conflict', code: 'conflict', message: 'The question was answered already by ada: approve' })
  })

  it('takes no answer after the time is up', async () => {
    const { id } = await askOn(mine, { timeoutSeconds: 60 })
    api.registry.pass(60_000)

    expect(await run(ANSWER, { id })).toMatchObject({ __typename: 'Conflict', message: 'The time for an answer is up' })
  })

  it('says what would be an answer', async () => {
    const { id } = await askOn(mine, { kind: 'CHOICE', options: ['left', 'right'] })

    expect(await run(ANSWER, { id, answer: 'up' })).toMatchObject({
      issues: [{ path: ['answer'], message: 'expected one of: left, right' }],
    })
  })

  it('is for people whose webhook it is', async () => {
    const { id } = await askOn(theirs)

    expect(await run(ANSWER, { id }, ofMine)).toMatchObject({ __typename: 'NotFound' })
    for (const viewer of [planner, viewerOf('VIEWER')]) expect(await run(ANSWER, { id }, viewer)).toMatchObject({ __typename: 'Forbidden' })
  })
})

describe('cancelQuestion', () => {
  it('takes a question back, once: a person any, an agent its own', async () => {
    const eventId = await storeIssue(api, 'mine', { actions: [commandAction('planner')] })
    const own = await askOn(eventId, {}, planner)
    const other = await askOn(eventId)

    expect(await run(CANCEL, { id: other.id }, planner)).toMatchObject({ __typename: 'NotFound' })
    expect(await run(CANCEL, { id: own.id }, viewerOf('VIEWER'))).toMatchObject({ __typename: 'Forbidden' })
    expect(await run(CANCEL, { id: own.id }, planner)).toMatchObject({ question: { status: 'CANCELLED' } })
    expect(await run(CANCEL, { id: own.id }, operator)).toMatchObject({ __typename: 'Conflict', message: 'The question is CANCELLED' })
    expect(await run(CANCEL, { id: other.id }, operator)).toMatchObject({ question: { status: 'CANCELLED' } })
  })
})

describe('questions', () => {
  it('are paged newest first, and found by their status', async () => {
    const ids: string[] = []
    for (let i = 0; i < 5; i++) ids.unshift((await askOn(mine)).id)
    await run(ANSWER, { id: ids[1] })

    const first = await run(LIST, { first: 3 })
    const second = await run(LIST, { first: 3, after: first.pageInfo.endCursor })

    expect([...idsOf(first), ...idsOf(second)]).toEqual(ids)
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage, first.totalCount]).toEqual([true, false, 5])
    expect(idsOf(await run(LIST, { statuses: ['ANSWERED'] }))).toEqual([ids[1]])
  })

  it('are there for a key that is held to webhooks only where they are of these', async () => {
    const own = await askOn(mine)
    const other = await askOn(theirs)

    expect(idsOf(await run(LIST, {}, ofMine))).toEqual([own.id])
    expect(await api.ask(ONE, { id: own.id, eventId: mine }, ofMine)).toEqual({
      question: { id: own.id },
      node: { __typename: 'Question', id: own.id },
      event: { questions: [{ id: own.id }] },
    })
    expect(await api.ask(ONE, { id: other.id, eventId: theirs }, ofMine)).toEqual({ question: null, node: null, event: null })
  })

  it('are there for an agent where its key has asked or its agent gets the answer, and for a VIEWER to read', async () => {
    const eventId = await storeIssue(api, 'mine', { actions: [commandAction('planner')] })
    const own = await askOn(eventId, {}, planner)
    const forAgent = await askOn(eventId)
    const other = await askOn(eventId)
    await api.registry.db.write([{ sql: `UPDATE questions SET agent = 'planner' WHERE question_id = ?`, params: [forAgent.id] }])

    expect(idsOf(await run(LIST, {}, planner))).toEqual([forAgent.id, own.id])
    const { event } = await api.ask(ONE, { id: other.id, eventId }, planner)
    expect(event.questions).toEqual([{ id: own.id }, { id: forAgent.id }])
    expect(idsOf(await run(LIST, {}, viewerOf('AGENT', { name: 'without an agent' })))).toEqual([])
    expect(idsOf(await run(LIST, {}, viewerOf('VIEWER')))).toHaveLength(3)
  })
})

function idsOf(connection: Data): string[] {
  return connection.edges.map(({ node }: Data) => node.id)
}
