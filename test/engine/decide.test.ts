import { describe, expect, it } from 'vitest'
import { MIN_REMEMBERED, prepare } from '../../src/engine/command-index.ts'
import { checkCommand } from '../../src/engine/compile.ts'
import { decide, missingNames } from '../../src/engine/decide.ts'
import { InvalidInput } from '../../src/errors.ts'
import type { Command } from '../../src/model/command.ts'
import type { Subject } from '../../src/model/event.ts'
import type { Json } from '../../src/model/json.ts'
import { github } from '../../src/providers/github.ts'
import { slack } from '../../src/providers/slack.ts'
import { aCommand, anEvent } from './view.ts'

const event = anEvent({ action: 'opened', issue: { title: 'T', labels: [{ name: 'bug' }] } })

function plan(...commands: Partial<Command>[]): { tried: string[]; run: string[] } {
  const { decisions, planned } = decide(prepare(commands.map(aCommand), github), event)
  return { tried: decisions.map((decision) => decision.commandId), run: planned.map((action) => action.command.id) }
}

describe('deciding', () => {
  it('runs every command whose trigger and conditions match, with its template rendered', () => {
    const index = prepare([aCommand({ template: 'See {{issue.title}}', conditions: { action: 'opened' }, version: 3 })], github)

    const { decisions, planned } = decide(index, event)

    expect(decisions).toEqual([
      {
        commandId: 'cmd_1',
        commandVersion: 3,
        matched: true,
        trace: [{ path: 'action', expected: 'opened', actual: 'opened', held: true }],
      },
    ])
    expect(planned.map(({ command, text }) => [command.id, text])).toEqual([['cmd_1', 'See <untrusted-evt_1>T</untrusted-evt_1>']])
  })

  it('keeps a decision for a command whose trigger matched and conditions did not, and none for another trigger', () => {
    expect(plan({ id: 'a', conditions: { action: 'closed' } }, { id: 'b', trigger: 'push' })).toEqual({ tried: ['a'], run: [] })
  })

  it('tries higher priority first, equal priority by id', () => {
    expect(plan({ id: 'c', priority: -1 }, { id: 'b' }, { id: 'a' }, { id: 'd', priority: 5, trigger: 'issues' }).run).toEqual([
      'd',
      'a',
      'b',
      'c',
    ])
  })

  it('says of each of many commands with the same conditions what it would say of one', () => {
    const conditions: Command['conditions'][] = [{ labels: 'bug' }, { action: 'closed' }]
    const commands = Array.from({ length: 100 }, (_, i) => ({
      id: `c${100 + i}`,
      conditions: conditions[i % 2]!,
      template: `${i} {{issue.title}}`,
    }))

    const { decisions, planned } = decide(prepare(commands.map(aCommand), github), event)

    const alone = commands.map((command) => decide(prepare([aCommand(command)], github), event))
    expect(decisions).toEqual(alone.flatMap((one) => one.decisions))
    expect(planned.map(({ text }) => text)).toEqual(alone.flatMap((one) => one.planned.map(({ text }) => text)))
    expect(planned).toHaveLength(50)
  })

  it('leaves out disabled commands', () => {
    expect(plan({ id: 'a', enabled: false }, { id: 'b' }).tried).toEqual(['b'])
  })

  it('tries no command of lower priority once one that says stop matched', () => {
    expect(plan({ id: 'a', priority: 2, stop: true }, { id: 'b', priority: 2 }, { id: 'c', priority: 1 })).toEqual({
      tried: ['a', 'b'],
      run: ['a', 'b'],
    })
  })

  it('goes on where the command that says stop did not match', () => {
    expect(plan({ id: 'a', priority: 2, stop: true, conditions: { action: 'closed' } }, { id: 'b', priority: 1 }).run).toEqual(['b'])
  })

  it('takes a stored command that does not compile as one that does not match, and the trace says why', () => {
    const { decisions, planned } = decide(
      prepare([aCommand({ template: '{{x', stop: true }), aCommand({ id: 'cmd_2', priority: -1 })], github),
      event,
    )

    expect(decisions[0]).toMatchObject({
      matched: false,
      trace: [{ path: 'command', held: false, actual: expect.stringContaining('not closed') }],
    })
    expect(planned.map((action) => action.command.id)).toEqual(['cmd_2'])
  })

  it('parses the raw text again at most once for all commands', () => {
    let parses = 0
    const lossless = (): Json => ({ n: String(++parses) })
    const index = prepare([aCommand({ template: '{{n}}' }), aCommand({ id: 'cmd_2', template: '{{n}}' })], github)

    const { planned } = decide(index, anEvent({ n: 2 ** 60 }, { lossless }))

    expect(planned.map((action) => action.text)).toEqual(['1', '1'])
  })
})

describe('what a text is for', () => {
  const hostile = anEvent({ t: '@all <!-- x -->' })

  it.each<[Command['action'], string]>([
    ['create_task', '@all: <untrusted-evt_1>@all [hidden comment: x]</untrusted-evt_1>'],
    ['comment', '@all: @\u200ball '],
    ['ask', '@all: @\u200ball '],
    ['respond', '@all: @\u200ball '],
    ['forward', '@all: @all <!-- x -->'],
  ])('depends on the action: %s', (action, text) => {
    const { planned } = decide(prepare([aCommand({ action, template: '@all: {{t}}' })], github), hostile)

    expect(planned.map((action) => action.text)).toEqual([text])
  })
})

describe('who has caused the event', () => {
  const by = (actorTrust: Subject['actorTrust']) => anEvent(event.payload, { subject: { ...event.subject, actorTrust } })
  const index = prepare(
    [
      aCommand({ id: 'a', conditions: { action: 'opened' }, stop: true, priority: 1 }),
      aCommand({ id: 'b', conditions: { 'subject.actorTrust': 'BOT' } }),
      aCommand({ id: 'c', conditions: { any: [{ not: { all: [{ 'subject.actorTrust': 'OWNER' }] } }] } }),
      aCommand({ id: 'd', template: '{{x' }),
    ],
    github,
  )

  it('a bot: only commands whose conditions look at that, however deep, and the trace says so', () => {
    const { decisions, planned } = decide(index, by('BOT'))

    expect(planned.map(({ command }) => command.id)).toEqual(['b', 'c'])
    expect(decisions.map(({ matched }) => matched)).toEqual([false, true, true, false])
    expect(decisions[0]?.trace).toEqual([
      { path: 'subject.actorTrust', expected: 'not BOT, unless a condition says so', actual: 'BOT', held: false },
    ])
    expect(decisions[3]?.trace).toMatchObject([{ path: 'command' }])
  })

  it('Hookline itself: no command is tried', () => {
    expect(decide(index, by('SELF'))).toEqual({ decisions: [], planned: [] })
  })

  it('anyone else: as the conditions say', () => {
    expect(decide(index, by('NONE')).planned.map(({ command }) => command.id)).toEqual(['a'])
  })
})

describe('an index of commands', () => {
  it('gives the same answer again, also after more event types than it remembers', () => {
    const index = prepare([aCommand({ trigger: 'issues.*' }), aCommand({ id: 'cmd_2' })], github)
    const ids = (eventType: string): string[] => index.candidates(eventType).map((candidate) => candidate.command.id)

    const first = ids('issues.opened')
    for (let i = 0; i < MIN_REMEMBERED; i++) ids(`type${i}`)

    expect([first, ids('issues.opened'), ids('type0')]).toEqual([['cmd_1', 'cmd_2'], ['cmd_1', 'cmd_2'], ['cmd_2']])
  })

  it('finds each command once, whatever the event type', () => {
    const index = prepare([aCommand(), aCommand({ id: 'cmd_2', trigger: 'a.*' })], github)

    expect(['*', 'a.*', 'a..b', ''].map((eventType) => index.candidates(eventType).length)).toEqual([1, 2, 2, 1])
  })
})

describe('names to look up', () => {
  const named = prepare(
    [aCommand({ trigger: 'message.channels', conditions: { channel: '#engineering' } }), aCommand({ id: 'cmd_2', template: '{{x' })],
    slack,
  )

  it('are those that a candidate’s conditions are written with', () => {
    expect(missingNames(named, 'message.channels', { channel: 'C06NRA6JLER', user: 'U1' })).toEqual(['channel'])
  })

  it('are none for another event type, for an id, or where the payload has no id to look up', () => {
    const byId = prepare([aCommand({ conditions: { channel: 'C06NRA6JLER' } })], slack)

    expect(missingNames(named, 'reaction_added', { channel: 'C06NRA6JLER' })).toEqual([])
    expect(missingNames(byId, 'message.channels', { channel: 'C06NRA6JLER' })).toEqual([])
    expect(missingNames(named, 'message.channels', {})).toEqual([])
  })
})

describe('checking a command before it is saved', () => {
  it('names everything that is wrong, where it stands in the input', () => {
    const check = (): void =>
      checkCommand({ trigger: '^(a+)+$', conditions: { a: { nope: 1 } }, template: '{{x' }, github, ['commands', '0'])

    expect(check).toThrow(InvalidInput)
    expect(check).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        issues: [['trigger'], ['conditions', 'a', 'nope'], ['template']].map((path) =>
          expect.objectContaining({ path: ['commands', '0', ...path] }),
        ),
      }),
    )
  })

  it('has the code invalid_template where only the template is wrong', () => {
    expect(() => checkCommand(aCommand({ template: '{{x' }), github)).toThrow(expect.objectContaining({ code: 'invalid_template' }))
    expect(() => checkCommand(aCommand(), github)).not.toThrow()
  })
})
