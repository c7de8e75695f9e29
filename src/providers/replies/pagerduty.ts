import { ProviderFailure } from '../../errors.ts'
import type { Json } from '../../model/json.ts'
import { readMark, withHiddenMark } from '../mark.ts'
import { textAt, valueAt } from '../payload.ts'
import { type Api, type ApiRequest, type Checked, callApi, type Place, type Post, type Posted, type Replies } from '../reply.ts'
import { baseUrl } from './api.ts'
import { requireToken } from './call.ts'

const PAGERDUTY = 'https://api.pagerduty.com'
/** For example PGR0VU2 or Q1R2DLCB21K7NP: https://developer.pagerduty.com/api-reference */
const INCIDENT = /^[A-Z0-9]{3,32}$/i

/** PagerDuty's notes of incidents: https://developer.pagerduty.com/api-reference/a1ac30885eb7a-create-a-note-on-an-incident */
export const pagerdutyReplies: Replies = {
  defaultBaseUrl: PAGERDUTY,
  place,
  isSaying: (eventType) => eventType === 'incident.annotated',
  // Not sure: neither the reference of the API nor PagerDuty's help names a limit of notes.
  maxChars: 25_000,
  post,
  find,
  check,
}

/** Notes, roles and other things of an incident name it; the incident itself is the data of all other events. */
function place(eventType: string, payload: Json): Place | null {
  if (!eventType.startsWith('incident.')) return null
  const own = textAt(payload, 'event.data.type') === 'incident' ? textAt(payload, 'event.data.id') : null
  const incident = textAt(payload, 'event.data.incident.id') ?? own
  return incident !== null && INCIDENT.test(incident) ? { incident } : null
}

async function post(api: Api, at: Place, { text, mark }: Post): Promise<Posted> {
  const answer = await call(api, { method: 'POST', path: notesPath(at), body: { note: { content: withHiddenMark(text, mark) } } })
  return { id: textAt(answer, 'note.id') ?? '', url: null }
}

/** https://developer.pagerduty.com/api-reference/50fb72d3d2c23-list-notes-for-an-incident — all of them, in one page */
async function find(api: Api, at: Place, mark: string): Promise<Posted | null> {
  const notes = valueAt(await call(api, { path: notesPath(at) }), 'notes')
  const note = Array.isArray(notes) ? notes.find((one) => readMark(textAt(one, 'content') ?? '') === mark) : undefined
  return note === undefined ? null : { id: textAt(note, 'id') ?? '', url: null }
}

function notesPath({ incident = '' }: Place): string {
  return `/incidents/${encodeURIComponent(incident)}/notes`
}

function call(api: Api, { path, ...request }: Pick<ApiRequest, 'method' | 'body'> & { path: string }): Promise<Json> {
  const { from } = api.credentials
  return callApi(api.fetch, {
    provider: 'pagerduty',
    ...request,
    url: baseUrl(api.credentials, PAGERDUTY) + path,
    headers: {
      authorization: `Token token=${requireToken(api, 'pagerduty')}`,
      accept: 'application/vnd.pagerduty+json;version=2',
      ...(from && { from }),
    },
  })
}

/** A user's key knows its user. An account's key does not, and writes in the name of `from`. */
async function check(api: Api): Promise<Checked> {
  const me = await learn(call(api, { path: '/users/me' }))
  if (me.status === null) return { ok: true, kind: 'token', missing: [], account: textAt(me.answer, 'user.id'), message: null }
  const abilities = me.status === 401 ? me : await learn(call(api, { path: '/abilities' }))
  if (abilities.status !== null) return refused('PagerDuty does not accept the API key')
  return checkFrom(api)
}

async function checkFrom(api: Api): Promise<Checked> {
  const { from } = api.credentials
  if (!from) return refused('This is an account key: enter as `from` the e-mail address of the user who is to write', ['from'])
  const users = await learn(call(api, { path: `/users?${new URLSearchParams({ query: from })}` }))
  // A key that may not list users may still write notes.
  if (users.status !== null) return { ok: true, kind: 'token', missing: [], account: null, message: null }
  const account = userOf(users.answer, from)
  if (account === null) return refused(`PagerDuty has no user with the e-mail address ${from}`, ['from'])
  return { ok: true, kind: 'token', missing: [], account, message: null }
}

function userOf(answer: Json, email: string): string | null {
  const users = valueAt(answer, 'users')
  const user = Array.isArray(users) && users.find((one) => textAt(one, 'email')?.toLowerCase() === email.toLowerCase())
  return user ? textAt(user, 'id') : null
}

/** A call's answer, or the status where it was refused for a reason that a check is to find: /users/me is 400 for an account's key. */
async function learn(call: Promise<Json>): Promise<{ status: number | null; answer: Json }> {
  try {
    return { status: null, answer: await call }
  } catch (error) {
    const status = error instanceof ProviderFailure && !error.detail.throttled ? error.detail.status : null
    if (status !== null && [400, 401, 403, 404].includes(status)) return { status, answer: null }
    throw error
  }
}

function refused(message: string, missing: readonly string[] = []): Checked {
  return { ok: false, kind: 'token', missing, account: null, message }
}
