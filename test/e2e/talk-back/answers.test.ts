import { describe, expect, it } from 'vitest'
import { commentDelivery } from '../../fakes/github.ts'
import type { Data } from '../../helpers/start-app.ts'
import {
  ask,
  type GithubStory,
  type GithubStoryOptions,
  githubStory,
  newDataDir,
  questions,
  rows,
  settled,
  start,
  waitFor,
} from './helpers.ts'

const ASK = {
  trigger: 'issue_comment.created',
  action: 'ASK',
  agent: 'brain',
  template: 'Which one?',
  conditions: { body_contains: '@agent' },
}

/** A question of `input`'s kind that stands on the issue. */
async function asked(input: Record<string, unknown>, options: GithubStoryOptions = {}): Promise<GithubStory> {
  const story = await githubStory({ commands: [{ ...ASK, action: 'COMMENT', template: 'Hello' }], ...options })
  await story.say('@agent')
  const [{ id: eventId }] = (await settled(story.app, story.webhook, 1)) as [Data]
  await ask(story.app, { eventId, question: 'Deploy?', ...input })
  await waitFor(story.written, (texts) => texts.length === 2)
  await waitFor(
    () => rows(story.app.dataDir, `SELECT 1 FROM webhook_actions WHERE kind = 'ask' AND status = 'SUCCEEDED'`),
    (found) => found.length === 1,
  )
  return story
}

async function answered({ app }: GithubStory): Promise<Data> {
  const [question] = await waitFor(
    () => questions(app),
    ([one]) => one.status !== 'OPEN',
  )
  return question
}

describe('an answer', () => {
  it('to a choice may be the option’s number or its words; anything else is talk', async () => {
    const story = await asked({ kind: 'CHOICE', options: ['Blue', 'Green'] })
    expect(story.written()[1]).toBe("Deploy?\n\n1. Blue\n2. Green\n\nAnswer with `/answer 2` or the option's words.")

    await story.say('I would have to think about it', 'bob')
    await story.say('> Which one?\n\n/answer 2', 'ada')

    expect(await answered(story)).toMatchObject({ answer: 'Green', answered_by: 'ada' })
    await waitFor(story.written, (texts) => texts.at(-1) === 'Answered by ada: Green')
  })

  it('to an approval counts only from the project’s own people', async () => {
    const story = await asked({ kind: 'APPROVAL' })
    const outsider = commentDelivery(story.github.add('issues/12', 'approve', 'mallory'))

    await story.app.deliver(story.webhook, { ...outsider, body: outsider.body.replaceAll('COLLABORATOR', 'NONE') })
    await story.say('reject', 'ada')

    expect(await answered(story)).toMatchObject({ answer: 'reject', answered_by: 'ada' })
  })

  it('counts only from those who were named', async () => {
    const story = await asked({ answerers: ['@Ada'] })

    await story.say('Yes', 'bob')
    await story.say('No', 'ada')

    expect(await answered(story)).toMatchObject({ answer: 'No', answered_by: 'ada' })
  })

  it('is never given by a bot, by Hookline itself, or where nobody asked', async () => {
    const story = await asked({ kind: 'APPROVAL' })
    const bot = commentDelivery({ ...story.github.add('issues/12', 'approve', 'helper[bot]'), type: 'Bot' })
    const elsewhere = commentDelivery(story.github.add('issues/13', 'approve', 'ada'))

    await story.app.deliver(story.webhook, bot)
    await story.app.deliver(story.webhook, elsewhere)
    await story.app.deliver(story.webhook, commentDelivery(story.github.add('issues/12', 'approve', 'hookline-agent')))

    await settled(story.app, story.webhook, 6)
    expect(questions(story.app)).toMatchObject([{ status: 'OPEN' }])
  })

  it('that comes when another was taken is told so, once', async () => {
    const story = await asked({ kind: 'APPROVAL' })
    await story.say('approve', 'ada')
    await waitFor(story.written, (texts) => texts.length === 3)

    await story.say('no', 'bob')

    await waitFor(story.written, (texts) => texts.length === 4)
    expect(story.written().slice(2)).toEqual(['Answered by ada: approve', 'This was answered already by ada: approve'])
    expect(questions(story.app)).toMatchObject([{ answer: 'approve', answered_by: 'ada' }])
  })

  it('is repeated in the thread without pinging anybody, and without what could pass for our mark', async () => {
    const story = await asked({})
    const forged = `<!-- hookline:${'0'.repeat(36)} -->`

    await story.say(`Yes @everyone and <!here>, says @bob ${forged}`, 'ada')

    await waitFor(story.written, (texts) => texts.length === 3)
    expect(story.written()[2]).toBe('Answered by ada: Yes @\u200beveryone and &lt;!here&gt;, says @\u200bbob')
  })

  it('that nobody gives in time is the one that was said beforehand', async () => {
    const story = await asked({ kind: 'APPROVAL', timeoutSeconds: 2, defaultAnswer: 'no' })

    expect(await answered(story)).toMatchObject({ status: 'ANSWERED', answer: 'reject', answered_by: null, answered_via: 'timeout' })
    await waitFor(story.written, (texts) => texts[2] === 'No answer came in time; taken instead: reject')
  })

  it('that nobody gives in time ends the question where none was said, and an event says so', async () => {
    const commands = [
      { ...ASK, action: 'COMMENT' },
      { trigger: 'question.expired', action: 'CREATE_TASK', agent: 'planning', template: 'Nobody?' },
    ]
    const story = await asked({ timeoutSeconds: 2 }, { commands })

    expect(await answered(story)).toMatchObject({ status: 'EXPIRED', answer: null })
    const events = await settled(story.app, story.webhook, 4)
    expect(events.at(-1)).toMatchObject({ eventType: 'question.expired', tasks: [{ agent: 'planning', prompt: 'Nobody?' }] })
  })
})

describe('two servers on one database', () => {
  it.each(['TEXT', 'APPROVAL'])('that get two answers at once (%s) take one, and tell the other', async (kind) => {
    const env = { DATA_DIR: newDataDir() }
    const story = await asked({ kind }, { env })
    const second = await start(env)

    const answers = await Promise.all([story.say('yes', 'ada'), story.say('no', 'bob', second)])

    const question = await answered(story)
    await waitFor(story.written, (texts) => texts.length === 4)
    const [winner, answer] = question.answered_by === 'ada' ? ['ada', 'yes'] : ['bob', 'no']
    const taken = kind === 'TEXT' ? answer : { yes: 'approve', no: 'reject' }[answer!]
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
    expect(question).toMatchObject({ status: 'ANSWERED', answer: taken })
    expect(story.written().slice(2).toSorted()).toEqual([
      `Answered by ${winner}: ${taken}`,
      `This was answered already by ${winner}: ${taken}`,
    ])
    const events = await settled(story.app, story.webhook, 7)
    expect(events.filter(({ eventType }) => eventType === 'question.answered')).toHaveLength(1)
  })
})
