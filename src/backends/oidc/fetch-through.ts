import type { CustomFetch } from 'openid-client'
import type { Egress } from '../egress/egress.ts'

/** Keys with their certificates, and what is told of somebody who is in many groups, are longer than other answers. */
const MAX_ANSWER_BYTES = 256 * 1024

/** The library's requests go the one way out, which has its own limits of time. */
export function fetchThrough(fetch: Egress['fetch']): CustomFetch {
  return async (url, { method, headers, body }) => {
    const sent = body instanceof URLSearchParams ? String(body) : ((body ?? undefined) as string | undefined)
    const answer = await fetch(url, { method, headers, body: sent, maxAnswerBytes: MAX_ANSWER_BYTES })
    const contentType = answer.headers['content-type']
    return new Response(isBodiless(answer.status) ? null : await answer.text(), {
      status: answer.status,
      headers: contentType === undefined ? {} : { 'content-type': contentType },
    })
  }
}

function isBodiless(status: number): boolean {
  return [204, 205, 304].includes(status)
}
