import { describe, expect, it } from 'vitest'
import { CUT_MARK, DEFAULT_MAX_CHARS } from '../../src/engine/cut.ts'
import type { EventView, Rules } from '../../src/engine/event-view.ts'
import { compileTemplate } from '../../src/engine/template.ts'
import { InvalidInput } from '../../src/errors.ts'
import type { Json } from '../../src/model/json.ts'
import { fc } from '../helpers/properties.ts'
import { anEvent } from './view.ts'

function render(template: string, event: Json | EventView, aliases: Rules['aliases'] = {}, maxChars?: number): string {
  const view = typeof event === 'object' && event && 'payload' in event ? (event as unknown as EventView) : anEvent(event as Json)
  return compileTemplate(template, aliases).render(view, { maxChars })
}

/** Milliseconds of processor time that a piece of work takes: other programs on the machine do not count. */
function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const spent = process.cpuUsage(before)
  return (spent.user + spent.system) / 1_000
}

describe('a template prints', () => {
  it.each<[string, string, Json, string]>([
    ['a path', '{{issue.title}}', { issue: { title: 'T' } }, 'T'],
    ['three ways of printing alike, without HTML escaping', '{{a}} {{{a}}} {{&a}} {{ a }}', { a: '<b>&"' }, '<b>&" <b>&" <b>&" <b>&"'],
    ['numbers and booleans', '{{n}} {{t}} {{f}} {{z}}', { n: 1.5, t: true, f: false, z: 0 }, '1.5 true false 0'],
    ['nothing for null and what is absent', '[{{n}}{{none}}{{none.x}}]', { n: null }, '[]'],
    ['objects and lists as compact JSON', '{{o}} {{l}}', { o: { a: [1, null] }, l: ['x', {}] }, '{"a":[1,null]} ["x",{}]'],
    ['an element by its index', '{{l.1}}', { l: ['x', 'y'] }, 'y'],
    ['what each element has', '{{l[].n}}', { l: [{ n: 1 }, { n: 2 }] }, '[1,2]'],
    ['a section for each element', '{{#l}}<{{.}}>{{/l}}', { l: ['x', 2, true] }, '<x><2><true>'],
    ['a section on an object, and what is outside it', '{{#o}}{{a}}{{b}}{{/o}}', { o: { a: 1 }, b: 2 }, '12'],
    ['null inside before what is outside', '{{#o}}[{{a}}]{{/o}}', { o: { a: null }, a: 1 }, '[]'],
    ['a section for a text, a number or true once', '{{#s}}{{.}}{{/s}}{{#t}}y{{/t}}', { s: 'x', t: true }, 'xy'],
    [
      'no section for what is empty',
      '{{#a}}x{{/a}}{{#b}}x{{/b}}{{#c}}x{{/c}}{{#d}}x{{/d}}{{#e}}x{{/e}}',
      { a: [], b: '', c: 0, d: null },
      '',
    ],
    ['an inverted section for what is empty', '{{^a}}x{{/a}}{{^b}}y{{/b}}{{^c}}z{{/c}}', { a: [], c: 1 }, 'xy'],
    ['no comments', 'a{{! not {this} }}b', {}, 'ab'],
    ['no lines for sections that stand alone', 'a\n{{#t}}\nb\n{{/t}}\nc', { t: true }, 'a\nb\nc'],
    ['the payload as {{.}}', '{{.}}', { a: 1 }, '{"a":1}'],
  ])('%s', (_title, template, payload, text) => {
    expect(render(template, payload)).toBe(text)
  })

  it('what a value holds literally: one pass (B68)', () => {
    expect(render('{{t}} {{#t}}{{.}}{{/t}}', { t: '{{secret}}', secret: 's3cret' })).toBe('{{secret}} {{secret}}')
  })

  it('an alias where the payload has nothing at the path, inside sections too', () => {
    const aliases = { 'issue.summary': 'issue.fields.summary' }

    expect(render('{{issue.summary}}', { issue: { fields: { summary: 'S' } } }, aliases)).toBe('S')
    expect(render('{{#list}}{{issue.summary}}{{/list}}', { list: [1], issue: { fields: { summary: 'S' } } }, aliases)).toBe('S')
    expect(render('{{issue.summary}}', { issue: { summary: 'own', fields: { summary: 'S' } } }, aliases)).toBe('own')
  })

  it('the subject, which no payload can stand in for', () => {
    const subject = { title: 'T', body: null, actor: 'octocat', actorTrust: 'MEMBER', thread: 't', url: 'u' } as const
    const event = anEvent({ subject: { title: 'forged' } }, { subject })

    expect(render('{{subject.title}} {{subject.actorTrust}}[{{subject.body}}]', event)).toBe('T MEMBER[]')
    expect(render('{{#subject}}{{actor}}{{/subject}}', anEvent({}, { subject }))).toBe('octocat')
  })

  it('event_type, event_id and webhook_id where the payload has none of its own', () => {
    expect(render('{{event_type}} {{event_id}} {{webhook_id}}', {})).toBe('issues.opened evt_1 hooks-1')
    expect(render('{{event_id}}', { event_id: 'Ev079SP4TP1P' })).toBe('Ev079SP4TP1P')
  })

  it.each([
    ['T', 'B', 'T\n\nB'],
    ['T', null, 'T'],
    [null, 'B', 'B'],
    [null, null, ''],
  ])('when it is empty, the subject’s title %j and body %j', (title, body, text) => {
    const event = anEvent({}, { subject: { title, body, actor: null, actorTrust: 'NONE', thread: null, url: null } })

    expect([render('', event), render(' \n', event)]).toEqual([text, text])
  })

  it('half surrogate pairs as the replacement character', () => {
    expect(render('{{a}}|{{b}}|{{c}}', { a: '\ud83d', b: '\ude00x', c: '😀' })).toBe('\ufffd|\ufffdx|😀')
  })
})

describe('a number beyond what JSON.parse keeps exactly prints as the raw text has it (B25)', () => {
  const raw = '{"id":9007199254740993,"huge":1e400,"small":42,"o":{"id":-9007199254740995},"l":[{"id":9007199254740993}]}'
  const lossless = (): Json => ({
    id: '9007199254740993',
    huge: '1e400',
    small: 42,
    o: { id: '-9007199254740995' },
    l: [{ id: '9007199254740993' }],
  })
  const event = anEvent(JSON.parse(raw) as Json, { lossless })

  it.each([
    ['{{id}} {{huge}} {{small}}', '9007199254740993 1e400 42'],
    ['{{#o}}{{id}}{{/o}} {{#l}}{{id}}{{/l}}', '-9007199254740995 9007199254740993'],
    ['{{o}}', '{"id":"-9007199254740995"}'],
  ])('%s', (template, text) => {
    expect(render(template, event)).toBe(text)
  })

  it('and the raw text is not parsed again for anything else', () => {
    const never = (): Json => {
      throw new Error('parsed again')
    }

    expect(render('{{small}}', { ...event, lossless: never })).toBe('42')
    expect(render('{{id}}', { ...event, lossless: never })).toBe('9007199254740992')
    expect(render('{{id}}', { ...event, lossless: undefined })).toBe('9007199254740992')
  })
})

describe('a template never shows a member of a prototype (B67)', () => {
  const names = [
    'constructor',
    'constructor.name',
    '__proto__',
    '__proto__.constructor.name',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'a.length',
    'l.length',
    'l.map',
    'l.constructor.name',
    'o.__proto__',
    'o.toString',
  ]

  it.each(names)('{{%s}} prints nothing', (name) => {
    expect(render(`[{{${name}}}{{{${name}}}}{{&${name}}}{{#${name}}}x{{/${name}}}]`, { a: 'text', l: [1], o: {} })).toBe('[]')
  })

  it('nor inside a section', () => {
    expect(render('{{#o}}[{{constructor}}{{#l}}{{constructor.name}}{{length}}{{/l}}]{{/o}}', { o: { l: ['x', [1]] } })).toBe('[]')
  })
})

describe('a template is refused at save with line and column (B67)', () => {
  it.each([
    ['an unclosed tag', 'a\nb {{x', 'This tag is not closed: }} is missing (line 2, column 3)'],
    ['an unclosed triple tag', '{{{x}}', 'This tag is not closed: }}} is missing (line 1, column 1)'],
    ['a tag that the next one closes', '{{a {{b}}', 'This tag is not closed before the next brace (line 1, column 1)'],
    ['an unclosed section', 'x\n {{#a}} y', 'The section {{#a}} is not closed (line 2, column 2)'],
    ['crossed sections', '{{#a}}{{^b}}{{/a}}{{/b}}', 'The section {{^b}} is not closed before {{/a}} (line 1, column 7)'],
    ['a section that was not opened', 'a{{/b}}', '{{/b}} closes a section that is not open (line 1, column 2)'],
    ['a delimiter swap', '{{=<% %>=}}<% x %>', 'Delimiters cannot be changed (line 1, column 1)'],
    ['a partial', 'a {{> x}}', 'Partials cannot be used (line 1, column 3)'],
    ['an empty name', '{{ }}', 'The name in {{}} must not be empty (line 1, column 1)'],
    ['a name that is no path', '{{a..b}}', 'The name in {{a..b}} must not have an empty part'],
  ])('%s', (_title, template, message) => {
    expect(() => compileTemplate(template, {})).toThrow(
      expect.objectContaining({
        code: 'invalid_template',
        status: 400,
        message: expect.stringContaining(`template: ${message}`),
      }),
    )
  })

  it.each([
    ['5,000 nested sections', '{{#a}}'.repeat(5_000) + '{{/a}}'.repeat(5_000), /nest deeper than 16/],
    ['more than 64 k characters', 'x'.repeat(65_537), /at most 65536 characters/],
    ['a tag of 60,000 blanks', `{{a${' '.repeat(60_000)}}}`, /more than 1000 characters/],
  ])('%s, at once', (_title, template, message) => {
    expect(cpuMs(() => expect(() => compileTemplate(template, {})).toThrow(message))).toBeLessThan(100)
  })

  it('but sections may nest 16 deep, and a template may be as long as it may', () => {
    expect(render(`${'{{#a}}'.repeat(16)}x${'{{/a}}'.repeat(16)}`, { a: true })).toBe('x')
    expect(render('x'.repeat(65_536), {})).toHaveLength(65_536)
  })
})

describe('what a template prints is bounded', () => {
  it('300³ sections end in well under 50 ms, visibly cut (B67)', () => {
    const event = anEvent({ l: Array.from({ length: 300 }, () => 1) })

    for (const inner of ['', 'x']) {
      const template = compileTemplate(`{{#l}}{{#l}}{{#l}}${inner}{{/l}}{{/l}}{{/l}}`, {})

      // The least of three: the first also pays for compiling, and a busy machine for its neighbours.
      expect(Math.min(...[1, 2, 3].map(() => cpuMs(() => template.render(event))))).toBeLessThan(50)
      expect(template.render(event).endsWith(CUT_MARK)).toBe(true)
    }
  })

  it('a large payload printed over and over ends soon', () => {
    const payload = { l: Array.from({ length: 5_000 }, (_, i) => ({ i, text: 'y'.repeat(500) })) }
    const template = compileTemplate('{{#l}}{{l[].text}}{{none[].x}}{{.}}{{/l}}{{#l}}{{#l}}{{l[].none}}{{/l}}{{/l}}', {})

    expect(cpuMs(() => expect(template.render(anEvent(payload))).toHaveLength(DEFAULT_MAX_CHARS))).toBeLessThan(150)
  })

  it('a deep payload is printed to a depth', () => {
    let deep: Json = 1
    for (let i = 0; i < 100_000; i++) deep = [deep]

    expect(render('{{a}}', { a: deep })).toBe(`${'['.repeat(32)}"…"${']'.repeat(32)}`)
  })

  it('64 k characters, the mark included', () => {
    const text = render('{{a}}', { a: 'x'.repeat(100_000) })

    expect([text.length, text.slice(-8)]).toEqual([65_536, `xx${CUT_MARK}`])
    expect(render('{{a}}', { a: 'x'.repeat(65_536) })).toBe('x'.repeat(65_536))
  })

  it('a cap of one’s own, at a character’s boundary', () => {
    expect(render('{{a}}', { a: '😀😀😀😀😀😀' }, {}, 9)).toBe(`😀${CUT_MARK}`)
    expect(
      render(
        '',
        anEvent({}, { subject: { title: 'x'.repeat(20), body: null, actor: null, actorTrust: 'NONE', thread: null, url: null } }),
        {},
        10,
      ),
    ).toBe(`xxxx${CUT_MARK}`)
  })
})

describe('any template on any payload', () => {
  const name = fc.constantFrom(
    'a',
    'b',
    'a.b',
    'a.0',
    'a[].b',
    '.',
    'constructor',
    '__proto__',
    'constructor.name',
    'toString',
    'a.constructor',
    'a.length',
    'subject.title',
    'event_id',
  )
  const piece: fc.Arbitrary<string> = fc.letrec<{ piece: string }>((tie) => ({
    piece: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.replaceAll('{', '')),
      fc.tuple(fc.constantFrom('{{*}}', '{{{*}}}', '{{&*}}'), name).map(([tag, of]) => tag.replace('*', of)),
      fc
        .tuple(fc.constantFrom('#', '^'), name, fc.array(tie('piece'), { maxLength: 3 }))
        .map(([sign, of, inner]) => `{{${sign}${of}}}${inner.join('')}{{/${of}}}`),
    ),
  })).piece
  const json = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null)),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor', 'x'), tie('json'), { maxKeys: 4 }),
    ),
  })).json
  const wellFormedTemplate = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))

  it('renders without throwing, within the cap, well formed', () => {
    fc.assert(
      fc.property(wellFormedTemplate, json, fc.integer({ min: 0, max: 200 }), (template, payload, maxChars) => {
        const text = render(template, anEvent(payload), {}, maxChars)
        return text.length <= maxChars && !/\p{Surrogate}/u.test(text)
      }),
    )
  })

  it('prints no member of a prototype', () => {
    fc.assert(
      fc.property(
        wellFormedTemplate,
        json,
        (template, payload) => !/native code|\[object|function |Object\(/.test(render(template, anEvent(payload))),
      ),
    )
  })

  it('compiles, or is refused with InvalidInput', () => {
    const text = fc
      .array(fc.constantFrom('{', '{{', '}', '}}', '#', '^', '/', '!', '=', '>', '&', '.', 'a', ' ', '\n'), { maxLength: 30 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (template) => {
        try {
          return typeof render(template, anEvent({ a: [1] })) === 'string'
        } catch (error) {
          return error instanceof InvalidInput && error.code === 'invalid_template'
        }
      }),
    )
  })
})
