import { Hono } from 'hono'

export interface Readiness {
  /** What keeps the server from doing its work; null: nothing. */
  trouble(): string | null
}

/** /healthz: the process answers. /readyz: it can store, and is not shutting down. Neither needs a key or tells more. */
export function healthRoutes({ trouble }: Readiness): Hono {
  return new Hono()
    .get('/healthz', (c) => c.json({ ok: true }))
    .get('/readyz', (c) => {
      const reason = trouble()
      return reason === null ? c.json({ ok: true }) : c.json({ ok: false, reason }, 503)
    })
}
