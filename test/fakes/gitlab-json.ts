import { randomUUID } from 'node:crypto'

/** A note; `on` is the path of what it stands on: `/projects/5/issues/17`. */
export interface FakeNote {
  id: number
  on: string
  body: string
  username: string
  discussion: string
  /** A `DiscussionNote`, which the Note API does not list. */
  isReply: boolean
  createdAt: string
}

const TYPES: Readonly<Record<string, string>> = { issues: 'Issue', merge_requests: 'MergeRequest', snippets: 'Snippet', commits: 'Commit' }
const SITE = 'https://gitlab.com'

/** A note as the API writes it: https://docs.gitlab.com/api/notes/#get-single-issue-note */
export function noteJson({ id, on, body, username, isReply, createdAt }: FakeNote): Record<string, unknown> {
  const { project, type, name } = partsOf(on)
  return {
    id,
    type: isReply ? 'DiscussionNote' : null,
    body,
    author: { id: 3, username, name: username, state: 'active' },
    created_at: createdAt,
    updated_at: createdAt,
    system: false,
    noteable_id: 92,
    noteable_type: type,
    noteable_iid: type === 'Commit' ? null : Number(name),
    project_id: project,
  }
}

/** The webhook's delivery, unsigned, that GitLab makes of a note: https://docs.gitlab.com/user/project/integrations/webhook_events/#comment-events */
export function commentDelivery(note: FakeNote): { headers: Record<string, string>; body: string } {
  const { project, type, name, page } = partsOf(note.on)
  const about = { id: 92, iid: Number(name), title: 'The export button does nothing', description: '', state: 'opened' }
  const targets: Record<string, object> = {
    Issue: { issue: about },
    MergeRequest: { merge_request: about },
    Snippet: { snippet: { ...about, id: Number(name) } },
  }
  const uuid = randomUUID()
  const attributes = {
    id: note.id,
    note: note.body,
    noteable_type: type,
    author_id: 3,
    created_at: note.createdAt,
    project_id: project,
    discussion_id: note.discussion,
    type: note.isReply ? 'DiscussionNote' : null,
    system: false,
    action: 'create',
    url: `${SITE}/group/app/-/${page}/${name}#note_${note.id}`,
  }
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitLab/18.0.0',
      'x-gitlab-event': 'Note Hook',
      'x-gitlab-event-uuid': uuid,
      'x-gitlab-instance': SITE,
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({
      object_kind: 'note',
      event_type: 'note',
      user: { id: 3, name: note.username, username: note.username },
      project_id: project,
      project: { id: project, name: 'App', path_with_namespace: 'group/app', web_url: `${SITE}/group/app`, default_branch: 'main' },
      object_attributes: attributes,
      ...(targets[type] ?? { commit: { id: name, message: 'Make the export button work' } }),
    }),
  }
}

function partsOf(on: string): { project: number; type: string; name: string; page: string } {
  const parts = on.split('/')
  const kind = parts.at(-2) ?? ''
  return { project: Number(parts[2]), type: TYPES[kind] ?? '', name: parts.at(-1) ?? '', page: kind === 'commits' ? 'commit' : kind }
}
