import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { github } from '../../src/providers/github.ts'
import { delivery, describeProvider, refusalCode } from '../contracts/provider.ts'

const examples: { name: string; examples: JsonObject[] }[] = createRequire(import.meta.url)('@octokit/webhooks-examples')
const example = (event: string, action: string): JsonObject =>
  examples.find(({ name }) => name === event)!.examples.find((one) => one.action === action)!
const body = (payload: Json) => Buffer.from(JSON.stringify(payload))
const headers = (event: string) => ({ 'x-github-event': event, 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' })
const deliveryId = '72d3162e-cc78-11e3-81ab-4c9367dc0958'

describeProvider(
  github,
  [
    {
      file: 'issues opened',
      headers: headers('issues'),
      body: body(example('issues', 'opened')),
      eventType: 'issues.opened',
      deliveryId,
      subject: {
        title: 'Spelling error in the README file',
        actor: 'Codertocat',
        actorTrust: 'OWNER',
        thread: 'Codertocat/Hello-World#1',
        url: 'https://github.com/Codertocat/Hello-World/issues/1',
      },
    },
    {
      file: 'issue_comment created',
      headers: headers('issue_comment'),
      body: body(example('issue_comment', 'created')),
      eventType: 'issue_comment.created',
      deliveryId,
      subject: { body: "You are totally right! I'll get this fixed right away.", thread: 'Codertocat/Hello-World#1' },
    },
    {
      file: 'pull_request opened',
      headers: headers('pull_request'),
      body: body(example('pull_request', 'opened')),
      eventType: 'pull_request.opened',
      deliveryId,
      subject: { title: 'Update the README with new information.', thread: 'Codertocat/Hello-World#2' },
    },
  ],
  { 'x-github-event': 'issues' },
)

describe('github', () => {
  const all = examples.flatMap(({ name, examples: payloads }) => payloads.map((payload) => ({ name, payload })))

  it(`reads all ${all.length} published examples`, () => {
    for (const { name, payload } of all) {
      const parsed = github.parse(delivery(body(payload), headers(name)))
      const subject = github.subject(parsed.eventType, parsed.payload)
      expect(parsed.eventType).toBe(typeof payload.action === 'string' ? `${name}.${payload.action}` : name)
      for (const value of Object.values(subject)) expect(value === null || typeof value === 'string').toBe(true)
      if (payload.repository && name !== 'repository_import') expect(subject.title, name).not.toBeNull()
      if (payload.sender) expect(subject.actor, name).not.toBeNull()
      if (payload.issue || payload.pull_request) expect(subject.thread, name).toMatch(/^[^#]+#\d+$/)
    }
    expect(all).toHaveLength(329)
  })

  it('lists the type of every published example', () => {
    const types = all.map(({ name, payload }) => (typeof payload.action === 'string' ? `${name}.${payload.action}` : name))
    const unlisted = new Set(types.filter((type) => !github.eventTypes.includes(type)))

    // A ping is a handshake, and the action of a repository_dispatch is its caller's to choose.
    expect([...unlisted].sort()).toEqual(['ping', 'repository_dispatch.on-demand-test'])
  })

  it('reads a form body, whose signature is over the form', () => {
    const form = new URLSearchParams({ payload: JSON.stringify(example('issues', 'opened')) }).toString()
    const parsed = github.parse(delivery(form, headers('issues'), 'application/x-www-form-urlencoded'))

    expect(parsed.eventType).toBe('issues.opened')
    expect(JSON.parse(parsed.payloadText!)).toEqual(parsed.payload)
    expect(refusalCode(() => github.parse(delivery('a=b', headers('issues'), 'application/x-www-form-urlencoded')))).toBe('invalid_payload')
  })

  it('answers a ping and does not store it', () => {
    const { handshake } = github.parse(delivery('{"zen":"Keep it logically awesome.","hook_id":1}', headers('ping')))

    expect(handshake).toMatchObject({ status: 200 })
  })

  it('refuses a delivery without an event header, or whose payload is not an object', () => {
    expect(refusalCode(() => github.parse(delivery('{}')))).toBe('missing_header')
    for (const text of ['[]', '"a"', '1', 'null'])
      expect(refusalCode(() => github.parse(delivery(text, headers('push'))))).toBe('invalid_payload')
  })

  it('trusts the sender as far as GitHub says it of the sender', () => {
    const trust = (association: string, author: string, type = 'User') =>
      github.subject('issue_comment.created', {
        comment: { user: { login: author }, author_association: association },
        sender: { login: 'mona', type },
      }).actorTrust

    expect(trust('OWNER', 'mona')).toBe('OWNER')
    expect(trust('MEMBER', 'mona')).toBe('MEMBER')
    expect(trust('COLLABORATOR', 'mona')).toBe('MEMBER')
    expect(trust('CONTRIBUTOR', 'mona')).toBe('CONTRIBUTOR')
    expect(trust('FIRST_TIME_CONTRIBUTOR', 'mona')).toBe('NONE')
    expect(trust('OWNER', 'mona', 'Bot')).toBe('BOT')
  })

  it('does not lend the sender the standing of the author', () => {
    const subject = github.subject('issues.labeled', {
      issue: { user: { login: 'owner' }, author_association: 'OWNER' },
      sender: { login: 'stranger', type: 'User' },
    })

    expect(subject.actorTrust).toBe('UNKNOWN')
  })

  it('takes a review without words as a review without words', () => {
    const subject = github.subject('pull_request_review.submitted', { review: { body: null }, pull_request: { body: '@agent please' } })

    expect(subject.body).toBeNull()
  })
})
