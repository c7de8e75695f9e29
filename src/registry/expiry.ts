import type { Viewer } from '../model/viewer.ts'
import { changeWebhook, isOver } from './change.ts'
import { expireProposals } from './decide.ts'
import type { Registry } from './registry.ts'

const HOOKLINE: Viewer = { keyId: '', name: 'hookline', role: 'OPERATOR', agent: null, webhookIds: [] }
/** Webhooks of one step. */
const PAGE = 100

/** Ends what agents have left behind: proposals that nobody has decided, webhooks that nobody has renewed. */
export async function endOverdue(registry: Registry): Promise<void> {
  await expireProposals(registry)
  await disableOverdue(registry)
}

/** A webhook whose time is up is disabled: its deliveries are held, and nothing is lost. */
async function disableOverdue(registry: Registry): Promise<void> {
  const overdue = await registry.db.prisma.webhookConfig.findMany({
    where: { enabled: true, deletedAt: null, expiresAt: { lte: new Date(registry.now()) } },
    select: { webhookId: true },
    take: PAGE,
  })
  for (const { webhookId } of overdue) {
    await changeWebhook(registry, HOOKLINE, { id: webhookId, verb: 'webhook.expire' }, ({ row, config, nowMs }) =>
      isOver(row, nowMs) ? { config: { ...config, enabled: false }, note: { ended: row.expiresAt!.toISOString() } } : {},
    )
    registry.log.info({ webhookId }, 'a webhook was disabled: its time is up')
  }
}
