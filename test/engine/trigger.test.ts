import { describe, expect, it } from 'vitest'
import { MAX_TRIGGER_CHARS, matches, parseTrigger, triggersFor } from '../../src/engine/trigger.ts'
import { InvalidInput } from '../../src/errors.ts'
import { fc } from '../helpers/properties.ts'

describe('a trigger', () => {
  it.each([
    ['issues.opened', 'issues.opened', true],
    ['issues.opened', 'issues.closed', false],
    ['issues.opened', 'issues', false],
    ['issues.opened', 'Issues.opened', false],
    ['issues.*', 'issues.opened', true],
    ['issues.*', 'issues', false],
    ['issues.*', 'issues_x.opened', false],
    ['issue_comment', 'issue_comment.created', true],
    ['issue_comment', 'issue_comment', true],
    ['issue', 'issue_comment.created', false],
    ['message', 'message.channels', true],
    ['message.channels', 'message.channels', true],
    ['jira:issue_created', 'jira:issue_created', true],
    ['jira', 'jira:issue_created', false],
    ['customer.*', 'customer.subscription.created', true],
    ['customer.subscription', 'customer.subscription.created', true],
    ['customer.subscription.*', 'customer.subscription', false],
    ['*', 'issues.opened', true],
    ['*', 'push', true],
  ])('%s against %s: %s', (trigger, eventType, held) => {
    expect(matches(parseTrigger(trigger), eventType)).toBe(held)
  })

  it.each(['Push Hook', 'slash_command./deploy', 'Issue.create', 'event-1.v2', 'größe.neu'])('%s is taken', (text) => {
    expect(parseTrigger(text)).toBe(text)
  })

  it.each([
    '^(a+)+$',
    'issues.(opened|closed)',
    '/x?/',
    'issues*',
    '*.opened',
    'issues.*.x',
    '**',
    '',
    ' push',
    'push ',
    '.',
    'a.',
    'a..b',
    'a\nb',
    '\\d',
    'x'.repeat(201),
  ])('%j is refused: no regular expressions (B66)', (text) => {
    expect(() => parseTrigger(text)).toThrow(InvalidInput)
  })

  it('says where the refused trigger stands', () => {
    expect(() => parseTrigger('(', ['where', 'eventTypes', '0'])).toThrow(/^where\.eventTypes\.0: must be an event type/)
  })

  it('is refused at once, however it is built', () => {
    const startedMs = process.cpuUsage().user / 1_000
    for (const text of [`${'a '.repeat(99)}!`, `${'a.'.repeat(99)}!`, `${'a'.repeat(199)}!`])
      expect(() => parseTrigger(text)).toThrow(InvalidInput)

    expect(process.cpuUsage().user / 1_000 - startedMs).toBeLessThan(50)
  })

  it('is either returned as it is or refused with InvalidInput, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-c.*: ]{0,12}$/)), (text) => {
        try {
          return parseTrigger(text) === text && text.length <= MAX_TRIGGER_CHARS
        } catch (error) {
          return error instanceof InvalidInput
        }
      }),
    )
  })

  it('matches a type exactly where the index looks for it', () => {
    const words = fc.stringMatching(/^[ab](\.[ab*]){0,3}$|^\*$/)
    fc.assert(fc.property(words, words, (trigger, eventType) => matches(trigger, eventType) === triggersFor(eventType).has(trigger)))
  })
})
