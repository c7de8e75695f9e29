import { describe, expect, it } from 'vitest'
import { allHeld, compileConditions } from '../../src/engine/condition.ts'
import type { EventView, Rules } from '../../src/engine/event-view.ts'
import { type InputIssue, InvalidInput } from '../../src/errors.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { github } from '../../src/providers/github.ts'
import { jira } from '../../src/providers/jira.ts'
import { slack } from '../../src/providers/slack.ts'
import { fc } from '../helpers/properties.ts'
import { anEvent, plain } from './view.ts'

const event = anEvent(
  {
    action: 'opened',
    issue: {
      number: 12,
      title: 'Login fails',
      body: 'Ask @Agent',
      assignee: null,
      labels: [{ name: 'bug' }, { name: 'Urgent' }],
      user: { login: 'octocat', id: 1 },
    },
    label: { name: 'urgent' },
    at: '2026-03-01',
    list: [1, 2],
  },
  { subject: { title: 'Login fails', body: 'Ask @Agent', actor: 'octocat', actorTrust: 'MEMBER', thread: 'octo/app#12', url: null } },
)

function held(conditions: Json, seen: EventView = event, rules: Rules = github): boolean {
  return allHeld(compileConditions(conditions, rules).trace(seen))
}

function issuesOf(conditions: Json, rules: Rules = github): InputIssue[] {
  try {
    compileConditions(conditions, rules)
    return []
  } catch (error) {
    if (error instanceof InvalidInput) return error.issues
    throw error
  }
}

describe('a condition on a path', () => {
  it.each<[string, Json, boolean]>([
    ['a plain value is the same', { action: 'opened' }, true],
    ['a plain value differs', { action: 'closed' }, false],
    ['case matters', { action: 'Opened' }, false],
    ['a number is no text', { 'issue.number': '12' }, false],
    ['a list is any of it', { action: ['closed', 'opened'] }, true],
    ['null is what is absent', { 'issue.milestone': null, 'issue.assignee': null }, true],
    ['eq takes objects, keys in any order', { 'issue.user': { eq: { id: 1, login: 'octocat' } } }, true],
    ['eq of a list looks at the whole', { list: { eq: [1, 2] } }, true],
    ['eq of a list minds its length', { list: { eq: [1] } }, false],
    ['ne', { action: { ne: 'closed' } }, true],
    ['ne holds of what is absent', { none: { ne: 'x' } }, true],
    ['in', { 'issue.number': { in: [11, 12] } }, true],
    ['in, of a list', { list: { in: [2, 3] } }, true],
    ['contains, in a text', { 'issue.title': { contains: 'fail' } }, true],
    ['contains minds case', { 'issue.title': { contains: 'login' } }, false],
    ['contains, in a list', { 'issue.labels[].name': { contains: 'bug' } }, true],
    ['contains, in a list, wants the whole element', { 'issue.labels[].name': { contains: 'bu' } }, false],
    ['startsWith', { 'issue.title': { startsWith: 'Login' } }, true],
    ['exists', { 'issue.user': { exists: true }, 'issue.assignee': { exists: false } }, true],
    ['gt and lt together', { 'issue.number': { gt: 11, lt: 13 } }, true],
    ['gt is strict', { 'issue.number': { gt: 12 } }, false],
    ['gt of texts', { at: { gt: '2026-02-28' } }, true],
    ['gt of a number and a text', { at: { gt: 5 } }, false],
    ['lt of what is absent', { none: { lt: 5 } }, false],
    ['any', { 'issue.title': { any: [{ startsWith: 'x' }, { contains: 'fails' }] } }, true],
    ['any of a list', { 'issue.labels[].name': { any: ['bug', 'none'] } }, true],
    ['all of a list', { 'issue.labels[].name': { all: ['bug', 'Urgent'] } }, true],
    ['all of a list, one is missing', { 'issue.labels[].name': { all: ['bug', 'none'] } }, false],
    ['not', { 'issue.title': { not: { startsWith: 'x' } } }, true],
    ['not, of a list of values', { action: { not: ['opened'] } }, false],
    ['the subject', { 'subject.actorTrust': ['OWNER', 'MEMBER'] }, true],
    ['the event type', { event_type: 'issues.opened' }, true],
    ['keys are all to hold', { action: 'opened', 'issue.number': 13 }, false],
  ])('%s', (_title, conditions, expected) => {
    expect(held(conditions)).toBe(expected)
  })

  it('uses the provider’s alias where the payload has nothing at the path', () => {
    const payload = { issue: { fields: { summary: 'S' } } }

    expect(held({ 'issue.summary': 'S' }, anEvent(payload), jira)).toBe(true)
    expect(held({ 'issue.summary': 'own' }, anEvent({ issue: { summary: 'own', fields: { summary: 'S' } } }), jira)).toBe(true)
  })

  it('does not let a payload stand in for the subject', () => {
    const forged = anEvent({ subject: { actorTrust: 'OWNER', other: 1 } })

    expect(held({ 'subject.actorTrust': 'OWNER' }, forged)).toBe(false)
    expect(held({ 'subject.other': 1 }, forged)).toBe(true)
  })

  it('never matches __proto__ or constructor.prototype, in payload or conditions (B26)', () => {
    const hostile = anEvent(JSON.parse('{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}') as Json)

    expect(held(JSON.parse('{"__proto__":{"exists":true}}') as Json, hostile)).toBe(false)
    expect(held({ '__proto__.x': 1 }, hostile)).toBe(false)
    expect(held({ 'constructor.prototype.x': 1 }, hostile)).toBe(false)
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
})

describe('a short condition', () => {
  it.each<[string, Json, boolean]>([
    ['labels: one of the list is among them', { labels: ['enhancement', 'bug'] }, true],
    ['labels: none is', { labels: ['enhancement'] }, false],
    ['labels: one text', { labels: 'bug' }, true],
    ['labels: case is ignored', { labels: 'URGENT' }, true],
    ['labels: the whole label', { labels: 'bu' }, false],
    ['label: the one just set', { label: 'urgent' }, true],
    ['label: not one that was there', { label: 'bug' }, false],
    ['body_contains: case is ignored', { body_contains: '@agent' }, true],
    ['body_contains: no', { body_contains: '@nobody' }, false],
    ['body_contains: one of several', { body_contains: ['@nobody', '@agent'] }, true],
  ])('%s', (_title, conditions, expected) => {
    expect(held(conditions)).toBe(expected)
  })

  it('body_contains looks at the subject’s body where the provider names no place', () => {
    expect(held({ body_contains: '@agent' }, event, plain)).toBe(true)
  })

  it('body_contains looks at the first text that is there, and null is an empty one', () => {
    const approved = anEvent({ review: { body: null }, pull_request: { body: 'Ask @agent' } })

    expect(held({ body_contains: '@agent' }, approved)).toBe(false)
    expect(held({ body_contains: '@agent' }, anEvent({ pull_request: { body: 'Ask @agent' } }))).toBe(true)
  })

  it.each<[string, Json, Record<string, string>, Json, boolean]>([
    ['an id', 'C06NRA6JLER', {}, { 'event.channel': 'C06NRA6JLER' }, true],
    ['another id', 'C000000000', {}, { 'event.channel': 'C06NRA6JLER' }, false],
    [
      'a name that was looked up',
      '#engineering',
      { channel: 'engineering' },
      { 'event.channel': 'C06NRA6JLER', 'looked-up name': 'engineering' },
      true,
    ],
    [
      'a name without #',
      'engineering',
      { channel: '#Engineering' },
      { 'event.channel': 'C06NRA6JLER', 'looked-up name': '#Engineering' },
      true,
    ],
    [
      'one of several names',
      ['#ops', '#engineering'],
      { channel: 'engineering' },
      { 'event.channel': 'C06NRA6JLER', 'looked-up name': 'engineering' },
      true,
    ],
    ['a name that nobody looked up', '#engineering', {}, { 'event.channel': 'C06NRA6JLER', 'looked-up name': null }, false],
  ])('channel: %s, and the trace says what was compared', (_title, channel, names, actual, expected) => {
    const message = anEvent({ event: { channel: 'C06NRA6JLER' } }, { names })

    const [row] = compileConditions({ channel }, slack).trace(message)

    expect(row).toEqual({ path: 'channel', expected: channel, actual, held: expected })
  })

  it('channel takes a name from the payload', () => {
    expect(held({ channel: '#engineering' }, anEvent({ channel_name: 'engineering' }), slack)).toBe(true)
  })

  it('says that a channel wants its name only where it is written as a name, also inside a group', () => {
    expect(compileConditions({ channel: 'C06NRA6JLER' }, slack).needsNames).toEqual(new Set())
    expect(compileConditions({ any: [{ not: { channel: '#ops' } }] }, slack).needsNames).toEqual(new Set(['channel']))
  })
})

describe('a group of conditions', () => {
  it.each<[string, Json, boolean]>([
    ['any: one holds', { any: [{ action: 'closed' }, { labels: 'bug' }] }, true],
    ['any: none holds', { any: [{ action: 'closed' }, { labels: 'x' }] }, false],
    ['any: the keys of a member all hold', { any: [{ action: 'opened', labels: 'x' }] }, false],
    ['all: each holds', { all: [{ action: 'opened' }, { labels: 'bug' }] }, true],
    ['not: its object does not hold', { not: { labels: 'wontfix' } }, true],
    ['not: its object holds', { not: { action: 'opened', labels: 'bug' } }, false],
    ['nested', { not: { any: [{ action: 'closed' }, { not: { labels: 'bug' } }] } }, true],
  ])('%s', (_title, conditions, expected) => {
    expect(held(conditions)).toBe(expected)
  })

  it('is one row of the trace, with what its members saw', () => {
    const conditions: JsonObject = { any: [{ action: 'closed' }, { 'issue.number': 12 }] }

    expect(compileConditions(conditions, github).trace(event)).toEqual([
      { path: 'any', expected: conditions.any, actual: [{ action: 'opened' }, { 'issue.number': 12 }], held: true },
    ])
  })
})

describe('a trace', () => {
  it('has a row for every condition, held or not', () => {
    expect(compileConditions({ action: 'closed', labels: ['bug'], 'issue.none': { exists: true } }, github).trace(event)).toEqual([
      { path: 'action', expected: 'closed', actual: 'opened', held: false },
      { path: 'labels', expected: ['bug'], actual: ['bug', 'Urgent'], held: true },
      { path: 'issue.none', expected: { exists: true }, actual: null, held: false },
    ])
  })

  it('keeps little of a large value', () => {
    const large = anEvent({ text: 'x'.repeat(10_000), list: Array.from({ length: 1_000 }, (_, i) => ({ i })), deep: { a: { b: [1, 2] } } })

    const [text, list, deep] = compileConditions({ text: 1, list: 1, deep: 1 }, plain).trace(large)

    expect(text?.actual).toBe(`${'x'.repeat(199)}…`)
    expect(list?.actual).toEqual([...Array.from({ length: 20 }, () => '{1 keys}'), '…980 more'])
    expect(deep?.actual).toEqual({ a: '{1 keys}' })
  })
})

describe('conditions are refused', () => {
  const deep = (levels: number): Json => (levels === 0 ? { a: 1 } : { not: deep(levels - 1) })

  it.each<[string, Json, string[], RegExp]>([
    ['no object', ['a'], ['conditions'], /must be an object/],
    [
      'an unknown operator',
      { 'issue.title': { startWith: 'x' } },
      ['conditions', 'issue.title', 'startWith'],
      /is not an operator; these are: eq, ne, in/,
    ],
    ['a name of the prototype as operator', { a: { constructor: 1 } }, ['conditions', 'a', 'constructor'], /not an operator/],
    ['no operator', { a: {} }, ['conditions', 'a'], /must name an operator/],
    ['a bad path', { 'a..b': 1 }, ['conditions', 'a..b'], /is not a path: it must not have an empty part/],
    ['an empty list', { a: [] }, ['conditions', 'a'], /list with at least one value/],
    ['in without a list', { a: { in: 'x' } }, ['conditions', 'a', 'in'], /must be a list/],
    ['exists without a boolean', { a: { exists: 'yes' } }, ['conditions', 'a', 'exists'], /must be true or false/],
    ['gt of null', { a: { gt: null } }, ['conditions', 'a', 'gt'], /must be a number or a text/],
    ['contains nothing', { a: { contains: '' } }, ['conditions', 'a', 'contains'], /must be a text/],
    ['an operator inside any', { a: { any: [1, { nope: 1 }] } }, ['conditions', 'a', 'any', '1', 'nope'], /not an operator/],
    ['an unknown operator in a group', { any: [{ a: 1 }, { b: { nope: 1 } }] }, ['conditions', 'any', '1', 'b', 'nope'], /not an operator/],
    ['a group that is no list', { any: { a: 1 } }, ['conditions', 'any'], /must be a list/],
    ['an empty member of a group', { all: [{}] }, ['conditions', 'all', '0'], /at least one condition/],
    ['an empty not', { not: {} }, ['conditions', 'not'], /at least one condition/],
    ['labels as a number', { labels: 5 }, ['conditions', 'labels'], /must be a text or a list of texts/],
    ['labels with an empty text', { labels: [''] }, ['conditions', 'labels'], /none of them empty/],
    ['a short form that the provider does not have', { channel: '#x' }, ['conditions', 'channel'], /not known for this provider/],
    ['a text that is too long', { a: 'x'.repeat(4_097) }, ['conditions', 'a'], /at most 4096 characters/],
    ['a nest that is too deep', deep(9), ['conditions', ...Array<string>(9).fill('not')], /nested too deep/],
    [
      'a value that is too deep',
      { a: { eq: [[[[[[[[]]]]]]]] } },
      ['conditions', 'a', 'eq', ...Array<string>(7).fill('0')],
      /nested too deep/,
    ],
  ])('%s', (_title, conditions, path, message) => {
    const issues = issuesOf(conditions)

    expect(issues[0]?.path).toEqual(path)
    expect(issues[0]?.message).toMatch(message)
  })

  it('beyond 50 tests', () => {
    const many = (count: number): Json => Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, i]))

    expect(issuesOf(many(50))).toEqual([])
    expect(issuesOf(many(51))).toEqual([{ path: ['conditions', 'p50'], message: expect.stringMatching(/at most 50 tests/) }])
    expect(issuesOf({ a: { any: Array.from({ length: 10_000 }, () => ({ nope: 1 })) } }).length).toBeLessThan(60)
  })

  it('with every problem at once', () => {
    expect(issuesOf({ a: { nope: 1 }, b: [], labels: 1 }).map((issue) => issue.path.at(-1))).toEqual(['nope', 'b', 'labels'])
  })
})

describe('any conditions at all', () => {
  const key = fc.oneof(
    fc.constantFrom(
      'a',
      'a.b',
      'a[].b',
      'labels',
      'label',
      'channel',
      'body_contains',
      'any',
      'all',
      'not',
      '__proto__',
      'eq',
      'in',
      'contains',
      'gt',
    ),
    fc.string(),
  )
  const json = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(key, tie('json'), { maxKeys: 4 }),
    ),
  })).json
  const all: Rules = { aliases: { a: 'b' }, shortConditions: { ...github.shortConditions, ...slack.shortConditions } }

  it('are refused with InvalidInput, or trace every event without throwing', () => {
    fc.assert(
      fc.property(json, json, (conditions, payload) => {
        try {
          const trace = compileConditions(conditions, all).trace(anEvent(payload))
          return trace.every((row) => typeof row.held === 'boolean' && row.actual !== undefined)
        } catch (error) {
          return error instanceof InvalidInput
        }
      }),
    )
  })

  it('on one path, well formed, hold or do not and never throw', () => {
    const spec = fc.letrec<{ spec: Json }>((tie) => ({
      spec: fc.oneof(
        { maxDepth: 2 },
        fc.oneof(fc.string(), fc.integer()),
        fc.record({ eq: json }),
        fc.record({ gt: fc.oneof(fc.string(), fc.integer()) }),
        fc.record({ not: tie('spec') }),
        fc.record({ any: fc.array(tie('spec'), { minLength: 1, maxLength: 2 }) }),
      ),
    })).spec
    fc.assert(
      fc.property(spec, json, (one, payload) => {
        const straight = held({ a: { not: one } }, anEvent({ a: payload }), plain)
        const turned = held({ not: { a: one } }, anEvent({ a: payload }), plain)
        return straight === turned
      }),
    )
  })
})
