import { NotFound } from '../../errors.ts'
import { seesWebhook } from '../../model/rights.ts'
import type { Registry } from '../../registry/registry.ts'
import { param, type RestContext } from './route.ts'

/** @throws {NotFound} when the event is not of the webhook in the path, or not for this caller */
export async function requireEventOf({ db }: Registry, c: RestContext, eventId: string): Promise<void> {
  const row = await db.prisma.webhookEvent.findUnique({ where: { eventId }, select: { webhookId: true } })
  if (!row || row.webhookId !== param(c) || !seesWebhook(c.get('viewer'), row.webhookId)) throw new NotFound('Event', eventId)
}
