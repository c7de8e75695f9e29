// One signed delivery with an id of its own.
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { body, headers } from './delivery.mjs'

/** A server that hangs is no better than one that is not there. */
const ANSWER_MS = 30_000

/** Answers `{status, ms}` once the answer is read; status 0: nobody answered. */
export function postDelivery(url, { agent = false, more = {} } = {}) {
  const all = { ...headers, 'content-length': body.length, 'x-github-delivery': randomUUID(), ...more }
  const at = performance.now()
  return new Promise((resolve) => {
    const done = (status) => resolve({ status, ms: performance.now() - at })
    const request = http.request(url, { agent, method: 'POST', headers: all, timeout: ANSWER_MS }, (response) =>
      response.resume().on('end', () => done(response.statusCode)),
    )
    request.on('timeout', () => request.destroy())
    request.on('error', () => done(0)).end(body)
  })
}
