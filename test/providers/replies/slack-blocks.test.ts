import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { slackReplies } from '../../../src/providers/replies/slack.ts'
import { questionBlocks } from '../../../src/providers/replies/slack-blocks.ts'
import { slack } from '../../../src/providers/slack.ts'
import { delivery } from '../../contracts/provider.ts'
import { type FakeSlack, startFakeSlack } from '../../fakes/slack.ts'
import { blocksError, type SlackBlock } from '../../fakes/slack-message.ts'
import { plainFetch } from '../../helpers/plain-fetch.ts'
import { fc, RUNS } from '../../helpers/properties.ts'
import { apiOf, failureOf, newMark } from './writing.ts'

const questionId = 'qst_01kaw3'
const blocks = (text: string, options: readonly string[]) => questionBlocks(text, { questionId, options }) as unknown as SlackBlock[]
const textsOf = (all: readonly SlackBlock[]) =>
  all.flatMap(({ text, elements = [] }) => [text, ...elements.map((one) => one.text)]).flatMap((one) => one?.text ?? [])
const textOf = (all: readonly SlackBlock[]) => all.map(({ text }) => text?.text ?? '').join('')

describe('slack: a question as blocks', () => {
  it('is the text, and a button for each answer', () => {
    expect(blocks('Deploy?', ['Yes', 'No'])).toMatchObject([
      { type: 'section', text: { type: 'mrkdwn', text: 'Deploy?' } },
      {
        type: 'actions',
        block_id: `hookline:${questionId}:0`,
        elements: [
          {
            type: 'button',
            action_id: 'hookline_answer_0',
            text: { type: 'plain_text', text: 'Yes' },
            value: `{"q":"${questionId}","a":"Yes"}`,
          },
          { action_id: 'hookline_answer_1' },
        ],
      },
    ])
  })

  it('keeps to the limits of Slack, whatever is asked', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'word ', '\n', '\u{1F600}', '&amp;', ' '),
      minLength: 1,
      maxLength: 20_000,
      size: 'max',
    })
    const options = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 150 }), { minLength: 1, maxLength: 80 })

    fc.assert(
      fc.property(text, options, (asked, answers) => {
        const all = blocks(asked, answers)
        expect(blocksError(all)).toBeNull()
        expect(all.flatMap(({ elements = [] }) => elements)).toHaveLength(answers.length)
        for (const shown of textsOf(all)) expect(() => encodeURIComponent(shown), 'half a character').not.toThrow()
      }),
      { numRuns: RUNS / 10, endOnFailure: true },
    )
  })

  it('cuts a long text between words, and loses nothing up to its limit', () => {
    const text = 'word '.repeat(2000)

    expect(textOf(blocks(text, ['Yes']))).toBe(text)
    expect(blocks(text, ['Yes']).every((block) => !block.text?.text.startsWith('ord'))).toBe(true)
    expect(textOf(blocks('a'.repeat(20_000), ['Yes']))).toBe(`${'a'.repeat(11_999)}…`)
  })

  it('cuts a long label, and not the answer', () => {
    const answer = 'x'.repeat(200)
    const [button] = blocks('Which?', [answer])[1]!.elements!

    expect(button!.text.text).toBe(`${'x'.repeat(74)}…`)
    expect(JSON.parse(button!.value)).toEqual({ q: questionId, a: answer })
  })

  it('is refused where the answers are too long or too many', () => {
    expect(() => blocks('Which?', ['x'.repeat(2000)])).toThrow('longer')
    expect(() =>
      blocks(
        'Which?',
        Array.from({ length: 1300 }, (_, i) => `${i}`),
      ),
    ).toThrow('buttons')
  })
})

describe('slack: a pressed button', () => {
  const pressed = (actions: unknown, type = 'block_actions') => slackReplies.pressed!(type, { actions } as never)
  const value = JSON.stringify({ q: questionId, a: 'Yes' })

  it('is an answer', () => {
    expect(pressed([{ action_id: 'hookline_answer_3', value }])).toEqual({ questionId, answer: 'Yes' })
  })

  it('is none where it is of somebody else, or malformed', () => {
    expect(pressed([{ action_id: 'approve', value }])).toBeNull()
    expect(pressed([{ action_id: 'hookline_answer_0', value }], 'slash_command')).toBeNull()
    for (const wrong of ['', 'yes', '[]', 'null', '{"q":1,"a":"x"}', '{"q":"x"}', undefined, {}]) {
      expect(pressed([{ action_id: 'hookline_answer_0', value: wrong }])).toBeNull()
    }
    for (const wrong of [undefined, null, {}, 'x', [null], [[]]]) expect(pressed(wrong)).toBeNull()
  })
})

describe('slack: a question from end to end', () => {
  let fake: FakeSlack
  beforeEach(async () => {
    fake = await startFakeSlack()
  })
  afterEach(() => fake.close())
  const place = { channel: 'C024BE91L' }
  const ask = (options: readonly string[]) =>
    slackReplies.post(apiOf(fake), place, { text: 'Deploy?', mark: newMark(), choices: { questionId, options } })

  it('is asked, and the pressed button tells which answer', async () => {
    await ask(Array.from({ length: 60 }, (_, i) => `Answer ${i}`))
    const { headers, body } = fake.pressDelivery(fake.messages[0]!, 58, 'U061F7AUR')
    const { eventType, payload } = slack.parse(delivery(body, headers, headers['content-type']))

    expect(slackReplies.pressed!(eventType, payload)).toEqual({ questionId, answer: 'Answer 58' })
    expect(slackReplies.place(eventType, payload)).toEqual({ ...place, thread_ts: fake.messages[0]!.ts })
    expect(slack.subject(eventType, payload).actor).toBe('U061F7AUR')
    const url = slackReplies.respondUrl!(payload, fake.credentials)!
    expect((await plainFetch(url, { method: 'POST', body: '{"text":"Thanks"}' })).status).toBe(200)
  })

  it('is not asked where its answers do not fit', async () => {
    expect(await failureOf(ask(['x'.repeat(3000)]))).toMatchObject({ retryable: false })
    expect(fake.requests).toEqual([])
  })

  it('is answered late five times, and no more', async () => {
    const url = fake.newResponseUrl()
    const statuses = []
    for (let i = 0; i < 6; i++) statuses.push((await plainFetch(url, { method: 'POST', body: '{}' })).status)

    expect(statuses).toEqual([200, 200, 200, 200, 200, 404])
    expect(fake.responses).toHaveLength(5)
  })
})
