import type { Json } from '../../model/json.ts'
import { textAt } from '../payload.ts'
import type { Place } from '../reply.ts'

// What a payload names goes into the path of a request: nothing that could lead to another one.
const NUMBER = /^[1-9]\d{0,15}$/
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/
const DISCUSSION = /^[0-9A-Za-z]{1,64}$/
/** A project's path, for links only. */
const PATH = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$/

/** What notes stand on: the resource in the API, and in the page's address. https://docs.gitlab.com/api/discussions/ */
const RESOURCES: Readonly<Record<string, { api: string; page: string }>> = {
  issue: { api: 'issues', page: 'issues' },
  merge_request: { api: 'merge_requests', page: 'merge_requests' },
  snippet: { api: 'snippets', page: 'snippets' },
  commit: { api: 'repository/commits', page: 'commit' },
}

/** `project` by its number, `on` what of it, `id` which; `discussion` where a note is answered; `path` for the link. */
export function placeOf(eventType: string, payload: Json): Place | null {
  const target = targetOf(eventType, payload)
  const project = match(NUMBER, payload, 'project.id', 'project_id', 'object_attributes.project_id')
  if (!target || !project) return null
  const discussion = eventType.startsWith('note') ? textAt(payload, 'object_attributes.discussion_id') : null
  if (discussion !== null && !DISCUSSION.test(discussion)) return null
  // The API takes notes on a commit only in a discussion, or else under another name and without an id in the answer.
  if (target.on === 'commit' && discussion === null) return null
  const path = match(PATH, payload, 'project.path_with_namespace')
  return { project, ...target, ...(discussion !== null && { discussion }), ...(path !== null && { path }) }
}

/** An epic is of a group and has no project: https://docs.gitlab.com/api/notes/ */
function targetOf(eventType: string, payload: Json): { on: string; id: string } | null {
  switch (eventType.startsWith('note') ? eventType : eventType.split('.')[0]) {
    case 'issue':
    case 'work_item':
      return target('issue', match(NUMBER, payload, 'object_attributes.iid'))
    case 'merge_request':
      return target('merge_request', match(NUMBER, payload, 'object_attributes.iid'))
    case 'note.issue':
    case 'note.work_item':
      return target('issue', match(NUMBER, payload, 'issue.iid', 'work_item.iid'))
    case 'note.merge_request':
      return target('merge_request', match(NUMBER, payload, 'merge_request.iid'))
    case 'note.snippet':
      return target('snippet', match(NUMBER, payload, 'snippet.id'))
    case 'note.commit':
      return target('commit', match(COMMIT, payload, 'commit.id'))
    default:
      return null
  }
}

function target(on: string, id: string | null): { on: string; id: string } | null {
  return id === null ? null : { on, id }
}

function match(pattern: RegExp, payload: Json, ...paths: readonly string[]): string | null {
  const text = textAt(payload, ...paths)
  return text !== null && pattern.test(text) ? text : null
}

/** The path of what the place is on, and the discussion's where there is one; notes are written and listed below it. */
export function pathOf({ project = '', on = '', id = '', discussion }: Place): string {
  const resource = `/projects/${encodeURIComponent(project)}/${RESOURCES[on]?.api}/${encodeURIComponent(id)}`
  return discussion === undefined ? resource : `${resource}/discussions/${encodeURIComponent(discussion)}`
}

/** The page of a note; null where the base URL does not say the site, or the payload not the project. */
export function pageOf({ on = '', id = '', path }: Place, baseUrl: string, note: string): string | null {
  if (path === undefined || !baseUrl.endsWith(API)) return null
  return `${baseUrl.slice(0, -API.length)}/${path}/-/${RESOURCES[on]?.page}/${id}#note_${note}`
}

const API = '/api/v4'
