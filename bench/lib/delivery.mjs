// The delivery that everything is measured with: GitHub's published `issues.opened`, 11.6 kB, signed.
import { createHmac, timingSafeEqual } from 'node:crypto'
import examples from '@octokit/webhooks-examples' with { type: 'json' }

export const SECRET = 'a-secret-for-measuring'

const issues = examples.find(({ name }) => name === 'issues')
export const payload = issues.examples.find(({ action }) => action === 'opened')
export const body = Buffer.from(JSON.stringify(payload))

const sign = (bytes) => `sha256=${createHmac('sha256', SECRET).update(bytes).digest('hex')}`

export function isSigned(bytes, header) {
  return typeof header === 'string' && header.length === 71 && timingSafeEqual(Buffer.from(header), Buffer.from(sign(bytes)))
}

/** The headers as GitHub sends them; the delivery's id is the caller's to set. */
export const headers = {
  'content-type': 'application/json',
  'user-agent': 'GitHub-Hookshot/044aadd',
  'x-github-event': 'issues',
  'x-github-hook-id': '292430182',
  'x-hub-signature-256': sign(body),
}
