import type { Plugin } from 'graphql-yoga'
import { refusal } from '../graphql/limits/refusal.ts'
import { isDeepText } from '../providers/payload.ts'
import { limitBody } from './limit-body.ts'

/** As for REST: a hundred commands with the largest templates fit. */
const MAX_BODY_BYTES = 8 * 1024 * 1024

export const limitGraphqlBody = limitBody(MAX_BODY_BYTES, () =>
  answer(413, 'BODY_TOO_LARGE', `The body is larger than ${MAX_BODY_BYTES} bytes`),
)

/** A page of any site may send these without asking first. https://fetch.spec.whatwg.org/#cors-safelisted-request-header */
const FORMS = /^\s*(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i

export const refuseForms: Plugin = {
  onRequest({ request, endResponse }) {
    if (request.method !== 'POST' || !FORMS.test(request.headers.get('content-type') ?? '')) return
    endResponse(answer(415, 'UNSUPPORTED_MEDIA_TYPE', 'Operations are sent as application/json'))
  },
}

/** Looks at the text of a request before it becomes values: what reads deeply nested ones recurses until the stack is full. */
export const refuseDeepJson: Plugin = {
  onRequestParse({ request, url, requestParser, setRequestParser }) {
    if (request.method === 'GET') for (const name of ['variables', 'extensions']) check(url.searchParams.get(name) ?? '')
    if (request.method !== 'POST' || !requestParser) return
    setRequestParser(async (given) => {
      const body = await given.text()
      check(body)
      return requestParser(new Request(given.url, { method: given.method, headers: given.headers, body }))
    })
  },
}

function check(json: string): void {
  if (isDeepText(json)) throw refusal('TOO_DEEP', 'The request nests objects and lists more than 64 deep')
}

function answer(status: number, code: string, message: string): Response {
  return Response.json({ errors: [{ message, extensions: { code } }] }, { status })
}
