import type { ServerResponse } from 'node:http'
import type { MiddlewareHandler } from 'hono'

/** In seconds: a year, the shortest that browsers' lists take. Only this host: what its siblings speak is not ours to say. */
const HSTS = 'max-age=31536000'

/** What every answer carries but a delivery's, which no browser reads. What a page sets itself stands instead. */
const ALL = {
  'Content-Security-Policy': policy({}),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // With no-referrer browsers would send `Origin: null` with forms. To other sites nothing is told either way.
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/**
 * A Content-Security-Policy: what it does not name may neither be loaded nor run, and no other page frames this one.
 * The keys are directives, as in https://www.w3.org/TR/CSP3/#csp-directives.
 */
export function policy(allowed: Record<string, string>): string {
  const directives = { 'default-src': "'none'", 'base-uri': "'none'", 'form-action': "'none'", 'frame-ancestors': "'none'", ...allowed }
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ')
}

/** Sets them on an answer that is yet to be written. `baseUrl`: where browsers reach the server. */
export function setSecurityHeaders(res: ServerResponse, baseUrl: string): void {
  for (const [name, value] of Object.entries(ALL)) res.setHeader(name, value)
  if (baseUrl.startsWith('https:')) res.setHeader('Strict-Transport-Security', HSTS)
}

// The form may be sent on to where the answer points; some browsers hold that to form-action too, and it is 'self'.
const FORM_POLICY = policy({ 'style-src': "'self'", 'form-action': "'self'" })

/** For pages with forms: a style sheet of this server, no script at all. */
export const formPolicy: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('Content-Security-Policy', FORM_POLICY)
}
