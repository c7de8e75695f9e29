import type { IncomingMessage } from 'node:http'

/**
 * What Node lets through and no two servers read alike: a request without a version, which is HTTP/0.9, and one with two
 * hosts, of which Node keeps the first. Null: nothing is wrong. https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function faultOf({ httpVersionMajor, rawHeaders }: IncomingMessage): string | null {
  if (httpVersionMajor < 1) return 'The request names no version of HTTP'
  return hasTwoHosts(rawHeaders) ? 'The header host came twice' : null
}

/**
 * Of a target in absolute form (`GET http://host/path`) the path, which alone says what is asked for: this server asks
 * nothing of others on anybody's behalf. https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
 */
export function pathOf(target: string): string {
  if (target.startsWith('/')) return target
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '')
  return path.startsWith('/') ? path : `/${path}`
}

function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts > 1
}
