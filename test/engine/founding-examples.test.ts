import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { prepare } from '../../src/engine/command-index.ts'
import { decide, missingNames, type Plan } from '../../src/engine/decide.ts'
import type { EventView, Rules } from '../../src/engine/event-view.ts'
import type { Command } from '../../src/model/command.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { github } from '../../src/providers/github.ts'
import { jira } from '../../src/providers/jira.ts'
import { slack } from '../../src/providers/slack.ts'
import { GITHUB_ISSUES, GITHUB_URGENT, JIRA_SPRINT, SLACK_ALERTS } from '../helpers/founding-document.ts'
import { aCommand, anEvent } from './view.ts'

function decideBy(configuration: string, rules: Rules, event: EventView): Plan {
  return decide(prepare(commandsOf(configuration), rules), event)
}

function commandsOf(configuration: string): Command[] {
  const { commands } = JSON.parse(configuration) as { commands: Partial<Command>[] }
  return commands.map((command, i) => aCommand({ id: `cmd_${i}`, ...command }))
}

function actionsOf(plan: Plan): [string, string | null, string][] {
  return plan.planned.map(({ command, text }) => [command.action, command.agent, text])
}

/** As a prompt shows a text from outside. */
function marked(text: string): string {
  return `<untrusted-evt_1>${text}</untrusted-evt_1>`
}

function octokit(name: string, action: string): JsonObject {
  const events = createRequire(import.meta.url)('@octokit/webhooks-examples') as { name: string; examples: JsonObject[] }[]
  const example = events.find((event) => event.name === name)?.examples.find((payload) => payload.action === action)
  return structuredClone(example ?? {})
}

function fixture(path: string): Json {
  return JSON.parse(readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8')) as Json
}

describe('the founding document’s GitHub example', () => {
  it('makes a planning task of an opened issue with the label bug', () => {
    const event = anEvent(octokit('issues', 'opened'), { eventType: 'issues.opened' })

    expect(actionsOf(decideBy(GITHUB_ISSUES, github, event))).toEqual([
      [
        'create_task',
        'planning',
        `Analyze issue: ${marked('Spelling error in the README file')}\n\n${marked("It looks like you accidently spelled 'commit' with two 't's.")}`,
      ],
    ])
  })

  it('makes none of an opened issue without labels, and the trace says why', () => {
    const payload = octokit('issues', 'opened')
    const issue = { ...(payload.issue as JsonObject), labels: [] }

    const { decisions, planned } = decideBy(GITHUB_ISSUES, github, anEvent({ ...payload, issue }, { eventType: 'issues.opened' }))

    expect(planned).toEqual([])
    expect(decisions[0]?.trace).toEqual([{ path: 'labels', expected: ['bug', 'enhancement'], actual: [], held: false }])
  })

  it('asks about a comment that calls @agent, and only about such', () => {
    const payload = octokit('issue_comment', 'created')
    const calling = { ...payload, comment: { ...(payload.comment as JsonObject), body: 'Hi @agent, why?' } }

    expect(actionsOf(decideBy(GITHUB_ISSUES, github, anEvent(calling, { eventType: 'issue_comment.created' })))).toEqual([
      ['ask', 'brain', 'User asked: Hi @\u200bagent, why?'],
    ])
    expect(actionsOf(decideBy(GITHUB_ISSUES, github, anEvent(payload, { eventType: 'issue_comment.created' })))).toEqual([])
  })

  it('makes a planning task when the label urgent is set, of the subject’s title and body', () => {
    const payload = { ...octokit('issues', 'labeled'), label: { name: 'urgent' } }
    const subject = { title: 'T', body: 'B', actor: null, actorTrust: 'UNKNOWN', thread: null, url: null } as const

    expect(actionsOf(decideBy(GITHUB_URGENT, github, anEvent(payload, { eventType: 'issues.labeled', subject })))).toEqual([
      ['create_task', 'planning', `${marked('T')}\n\n${marked('B')}`],
    ])
    expect(
      actionsOf(decideBy(GITHUB_URGENT, github, anEvent(octokit('issues', 'labeled'), { eventType: 'issues.labeled', subject }))),
    ).toEqual([])
  })
})

describe('the founding document’s Jira example', () => {
  it('makes a planning task of a created issue, its summary by the short name', () => {
    const event = anEvent(fixture('jira/webhook-issue-created.json'), { eventType: 'jira:issue_created' })

    expect(actionsOf(decideBy(JIRA_SPRINT, jira, event))).toEqual([
      ['create_task', 'planning', `New Jira ticket: ${marked('TES-41')} - ${marked('Unit test summary')}`],
    ])
  })

  it('acknowledges an update', () => {
    const event = anEvent(fixture('jira/webhook-issue-created.json'), { eventType: 'jira:issue_updated' })

    expect(actionsOf(decideBy(JIRA_SPRINT, jira, event))).toEqual([['comment', 'brain', 'Acknowledged update to TES-41']])
  })
})

describe('the founding document’s Slack example', () => {
  const message = anEvent(fixture('slack/message.channels.json'), { eventType: 'message.channels' })

  it('responds to a message in #engineering, once the channel’s name was looked up', () => {
    expect(actionsOf(decideBy(SLACK_ALERTS, slack, { ...message, names: { channel: 'engineering' } }))).toEqual([
      ['respond', 'brain', 'Processing your request: Hello, this is a normal text message'],
    ])
  })

  it('asks for that name, and does not respond in another channel', () => {
    const index = prepare(commandsOf(SLACK_ALERTS), slack)

    expect(missingNames(index, 'message.channels', { channel: 'C06NRA6JLER' })).toEqual(['channel'])
    expect(actionsOf(decideBy(SLACK_ALERTS, slack, { ...message, names: { channel: 'random' } }))).toEqual([])
  })
})
