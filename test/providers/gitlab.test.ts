import { describe, expect, it } from 'vitest'
import { gitlab } from '../../src/providers/gitlab.ts'
import { delivery, describeProvider, refusalCode } from '../contracts/provider.ts'
import { fixture } from './fixture.ts'

const deliveryId = 'f5e5f430-f57b-4e6e-9fac-d9128cd7232f'
const headers = { 'idempotency-key': deliveryId, 'x-gitlab-event': 'Issue Hook' }

describeProvider(gitlab, [
  {
    file: 'gitlab/issue-event.json',
    headers,
    body: fixture('gitlab/issue-event.json'),
    eventType: 'issue.open',
    deliveryId,
    subject: {
      title: 'New API: create/update/delete file',
      body: 'Create new API for manipulations with repository',
      actor: 'root',
      thread: 'gitlabhq/gitlab-test#23',
      url: 'http://example.com/diaspora/issues/23',
    },
  },
  {
    file: 'gitlab/comment-issue-event.json',
    headers,
    body: fixture('gitlab/comment-issue-event.json'),
    eventType: 'note.issue',
    deliveryId,
    subject: { title: 'test', body: 'Hello world', thread: 'gitlab-org/gitlab-test#17' },
  },
])

describe('gitlab', () => {
  const typeOf = (payload: object) => gitlab.parse(delivery(JSON.stringify(payload))).eventType

  it('names a note after what it is on, in lower case', () => {
    expect(typeOf({ object_kind: 'note', object_attributes: { noteable_type: 'MergeRequest' } })).toBe('note.merge_request')
    expect(typeOf({ object_kind: 'note', object_attributes: { noteable_type: 'Commit' } })).toBe('note.commit')
  })

  it('names what has no action by its kind alone', () => {
    expect(typeOf({ object_kind: 'pipeline', object_attributes: { status: 'failed' } })).toBe('pipeline')
    expect(typeOf({ event_name: 'user_add_to_group' })).toBe('user_add_to_group')
    expect(refusalCode(() => typeOf({}))).toBe('invalid_payload')
  })

  it('recognises a delivery by the key that stays the same in retries, else by its event', () => {
    const idOf = (ids: Record<string, string>) => gitlab.parse(delivery('{"object_kind":"push"}', ids)).deliveryId

    expect(idOf({ 'idempotency-key': 'a', 'x-gitlab-event-uuid': 'b' })).toBe('a')
    expect(idOf({ 'x-gitlab-event-uuid': 'b', 'x-gitlab-webhook-uuid': 'c' })).toBe('b')
    expect(idOf({ 'x-gitlab-webhook-uuid': 'c' })).toBeNull()
  })

  it('knows the users behind access tokens as bots', () => {
    const trust = (username: string) => gitlab.subject('issue.open', { user: { username } }).actorTrust

    expect(trust('project_278964_bot_4f5c')).toBe('BOT')
    expect(trust('group_109_bot')).toBe('BOT')
    expect(trust('robert_bot')).toBe('UNKNOWN')
  })

  it('writes threads as GitLab writes references', () => {
    const project = { path_with_namespace: 'group/app' }

    expect(gitlab.subject('merge_request.open', { project, object_attributes: { iid: 5 } }).thread).toBe('group/app!5')
    expect(gitlab.subject('note.merge_request', { project, merge_request: { iid: 5 } }).thread).toBe('group/app!5')
    expect(gitlab.subject('push', { project, ref: 'refs/heads/main' }).thread).toBe('group/app@main')
  })
})
