import type { MiddlewareHandler } from 'hono'

const HEADERS = {
  // The form may be sent on to where the answer points; some browsers hold that to form-action too, and it is 'self'.
  'Content-Security-Policy': "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // With no-referrer browsers would send `Origin: null` with the form. To other sites nothing is told either way.
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** For pages with forms: neither script nor style inside, in no frame, in no cache. */
export const pageHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(HEADERS)) c.header(name, value)
}
