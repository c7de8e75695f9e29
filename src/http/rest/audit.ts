import { Readable } from 'node:stream'
import { requireAllWebhooks, requireRole } from '../../model/rights.ts'
import { readAudit, toJsonLine } from '../../registry/audit.ts'
import type { Registry } from '../../registry/registry.ts'
import { answersText } from './document.ts'
import { addRoute, type RestApp, type RestDeps } from './route.ts'

const LINES = 'application/x-ndjson'

/** The whole audit, as `audit export` writes it. */
export function addAuditRoutes(app: RestApp, { registry }: RestDeps): void {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/audit',
      tags: ['audit'],
      summary: 'Export the audit, oldest first, each entry a line of JSON; the hash of the last one covers all of them. For an ADMIN',
      responses: answersText(LINES),
    },
    async (c) => {
      requireRole(c.get('viewer'), 'ADMIN')
      requireAllWebhooks(c.get('viewer'), 'and the audit is of all')
      c.header('Content-Type', LINES)
      c.header('Content-Disposition', 'attachment; filename="hookline-audit.jsonl"')
      return c.body(Readable.toWeb(Readable.from(linesOf(registry))) as ReadableStream)
    },
  )
}

async function* linesOf({ db }: Registry): AsyncGenerator<Buffer> {
  for await (const line of readAudit(db)) yield Buffer.from(toJsonLine(line))
}
