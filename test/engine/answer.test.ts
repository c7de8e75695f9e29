import { describe, expect, it } from 'vitest'
import { type Asked, checkAnswer, describeQuestion, MAX_ANSWER_CHARS, readAnswer } from '../../src/engine/answer.ts'
import { withHiddenMark, withHtmlMark } from '../../src/providers/mark.ts'
import { fc } from '../helpers/properties.ts'
import { workedMs } from '../helpers/worked.ts'

const TEXT: Asked = { kind: 'TEXT', options: [] }
const COLOURS: Asked = { kind: 'CHOICE', options: ['Red', 'Dark blue', 'R&D green!'] }
const APPROVAL: Asked = { kind: 'APPROVAL', options: [] }
const MARK = '0123456789abcdefghjkmnpqrstvwxyz0123'

describe('a reply to a question for a text', () => {
  it.each<[string, string, string | null]>([
    ['is taken whole', ' Use main.\nNot dev. ', 'Use main.\nNot dev.'],
    ['without quoted lines', '> Which branch?\n&gt; Really?\n\nmain', 'main'],
    ['without a mention at its beginning', '@hookline-bot[bot], main', 'main'],
    ['without Slack’s mention', '<@U061F7AUR> main', 'main'],
    ['without several', '@bot <@U061F7AUR|bot>: main', 'main'],
    ['with a mention further in', 'ask @ada', 'ask @ada'],
    ['with a name that is all of it', '@octocat', '@octocat'],
    ['without our mark', withHtmlMark(withHiddenMark('main', MARK), MARK), 'main'],
    ['from where it says so', 'Hi\n/answer main\nand dev', 'main\nand dev'],
    ['from where it says so in words', 'Answer: main', 'main'],
    ['but is none where only others are quoted', '> main\n\n', null],
    ['but is none where nothing follows', '/answer ', null],
    ['but is none when empty', ' \n ', null],
  ])('%s', (_title, text, answer) => {
    expect(readAnswer(TEXT, text)).toBe(answer)
  })

  it('is cut at 10,000 characters', () => {
    expect(readAnswer(TEXT, 'x'.repeat(20_000))).toHaveLength(MAX_ANSWER_CHARS)
  })
})

describe('a reply to a question with options', () => {
  it.each<[string, string | null]>([
    ['2', 'Dark blue'],
    ['2.', 'Dark blue'],
    ['#2', 'Dark blue'],
    ['2)', 'Dark blue'],
    ['/answer 2', 'Dark blue'],
    ['Well…\n/ANSWER #2\nthanks', 'Dark blue'],
    ['answer: dark blue', 'Dark blue'],
    ['@bot 2\n\nbecause I like it', 'Dark blue'],
    ['DARK  BLUE.', 'Dark blue'],
    ['`Dark blue`', 'Dark blue'],
    ['r&amp;d green', 'R&D green!'],
    ['> 1. Red\n\n**red**', 'Red'],
    ['red?', null],
    ['0', null],
    ['4', null],
    ['-1', null],
    ['1.5', null],
    ['/answer 9\n1', null],
    ['/answering 2', null],
    ['I think 2', null],
    ['red or dark blue', null],
    ['> 2', null],
    ['', null],
    ['...', null],
  ])('%j gives %j', (text, answer) => {
    expect(readAnswer(COLOURS, text)).toBe(answer)
  })

  it('takes words before numbers', () => {
    expect(readAnswer({ kind: 'CHOICE', options: ['2', '1'] }, '2')).toBe('2')
  })
})

describe('a reply to a question for approval', () => {
  it.each<[string, string | null]>([
    ...['approve', 'Approved', 'YES!', 'lgtm', '/approve', '👍', '👍🏽', ':+1:', ':thumbsup::skin-tone-3:', '`approve`', '/answer yes'].map(
      (text): [string, string] => [text, 'approve'],
    ),
    ...['reject', 'Rejected.', 'no', 'deny', '/reject', '👎', ':-1:', '/answer no', 'hm\nanswer: reject'].map((text): [string, string] => [
      text,
      'reject',
    ]),
    ['no\nIt breaks the build.', 'reject'],
    ['@bot approve', 'approve'],
    ['> reject\n\napprove', 'approve'],
    ['no idea, what do you mean?', null],
    ['yes?', null],
    ['yes but later', null],
    ['I looked at it\napprove', null],
    ['> approve', null],
    ['/answer maybe\nyes', null],
    ['', null],
  ])('%j gives %j', (text, answer) => {
    expect(readAnswer(APPROVAL, text)).toBe(answer)
  })

  it('takes the words of its own options', () => {
    const own: Asked = { kind: 'APPROVAL', options: ['Ship it', 'Hold'] }

    expect([readAnswer(own, 'ship it!'), readAnswer(own, 'hold'), readAnswer(own, 'no')]).toEqual(['approve', 'reject', 'reject'])
  })
})

describe('an answer through the API', () => {
  it.each<[Asked, string, string | null]>([
    [TEXT, ' main ', 'main'],
    [TEXT, '> main', '> main'],
    [TEXT, '  ', null],
    [TEXT, 'x'.repeat(10_001), null],
    [COLOURS, 'Red', 'Red'],
    [COLOURS, '3', 'R&D green!'],
    [COLOURS, 'pink', null],
    [APPROVAL, 'approve', 'approve'],
    [APPROVAL, 'No', 'reject'],
    [APPROVAL, 'maybe', null],
  ])('%j: %.20j', (asked, answer, kept) => {
    expect(checkAnswer(asked, answer)).toBe(kept)
  })
})

describe('a question as it is posted', () => {
  const question = 'Which colour?'

  it('says which words count', () => {
    expect(describeQuestion({ ...COLOURS, question, buttons: false })).toBe(
      "Which colour?\n\n1. Red\n2. Dark blue\n3. R&D green!\n\nAnswer with `/answer 2` or the option's words.",
    )
    expect(describeQuestion({ ...APPROVAL, question, buttons: false })).toBe('Which colour?\n\nAnswer with `approve` or `reject`.')
    expect(describeQuestion({ ...TEXT, question, buttons: false })).toBe(question)
  })

  it('is the question alone where there are buttons', () => {
    expect(describeQuestion({ ...COLOURS, question, buttons: true })).toBe(question)
  })

  it('is never its own answer', () => {
    for (const asked of [COLOURS, APPROVAL]) expect(readAnswer(asked, describeQuestion({ ...asked, question, buttons: false }))).toBeNull()
  })
})

describe('any reply', () => {
  const asked = fc.constantFrom(TEXT, COLOURS, APPROVAL)
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom('/answer', 'answer:', '2', '\n', '>', '@a', '<@U1>', '<!--', '*', '.', ':', ' '),
  )

  it('gives an answer that the API would take too, or none', () => {
    fc.assert(
      fc.property(asked, fc.array(piece, { maxLength: 10 }), (question, pieces) => {
        const answer = readAnswer(question, pieces.join(''))
        return answer === null || checkAnswer(question, answer) === answer
      }),
    )
  })

  it('is read at once', () => {
    for (const part of ['.', '*', '@a ', '<@U1> ', '\n', ' ', '> \n', '<@', '/answer ', ':', '@a.']) {
      const text = `${part.repeat(65_536 / part.length)}x`
      const tookMs = workedMs(() => {
        for (const question of [TEXT, COLOURS, APPROVAL]) readAnswer(question, text)
      })
      expect(tookMs).toBeLessThan(300)
    }
  })
})
