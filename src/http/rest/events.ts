import { z } from '@hono/zod-openapi'
import { NotFound } from '../../errors.ts'
import { EVENT_STATUSES } from '../../model/event.ts'
import { seesWebhook } from '../../model/rights.ts'
import { answers, eventId, pageQuery } from './document.ts'
import { addRoute, type RestApp, type RestContext, type RestDeps, readPage, toPage } from './route.ts'
import { EventShape, EventSummaryShape, toEventJson, toEventSummary } from './shapes.ts'

const List = z.object({ events: z.array(EventSummaryShape), next: z.string().nullable() })
const tags = ['events']
const LARGE = { payloadJson: true, rawBody: true, headersJson: true, verificationJson: true, decisionsJson: true } as const

/** /api/events: what was delivered, newest first. */
export function addEventRoutes(app: RestApp, { registry }: RestDeps): void {
  const filter = pageQuery.extend({
    webhook_id: z.string().optional(),
    event_type: z.string().optional(),
    status: z.enum(EVENT_STATUSES).optional(),
  })

  addRoute(
    app,
    {
      method: 'get',
      path: '/api/events',
      tags,
      summary: 'List events, without their payloads',
      request: { query: filter },
      responses: answers(List),
    },
    list,
  )

  addRoute(
    app,
    {
      method: 'get',
      path: '/api/events/{id}',
      tags,
      summary: 'Get an event',
      request: { params: eventId },
      responses: answers(EventShape),
    },
    async (c) => {
      const id = c.req.param('id') ?? ''
      const row = await registry.db.prisma.webhookEvent.findUnique({ where: { eventId: id } })
      if (!row || !seesWebhook(c.get('viewer'), row.webhookId)) throw new NotFound('Event', id)
      return c.body(toEventJson(row), 200, { 'Content-Type': 'application/json' })
    },
  )

  async function list(c: RestContext): Promise<Response> {
    const { limit, after } = readPage(c)
    const { webhookIds } = c.get('viewer')
    const found = await registry.db.prisma.webhookEvent.findMany({
      where: {
        AND: [{ webhookId: c.req.query('webhook_id') }, webhookIds.length > 0 ? { webhookId: { in: [...webhookIds] } } : {}],
        eventId: { lt: after },
        eventType: c.req.query('event_type'),
        status: c.req.query('status'),
      },
      omit: LARGE,
      orderBy: { eventId: 'desc' },
      take: limit + 1,
    })
    const { rows, next } = toPage(found, limit, (row) => row.eventId)
    return c.json({ events: rows.map(toEventSummary), next })
  }
}
