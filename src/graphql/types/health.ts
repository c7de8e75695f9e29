import { firstIdAt } from '../../model/id.ts'
import type { JsonObject } from '../../model/json.ts'
import { requireRole } from '../../model/rights.ts'
import type { Viewer } from '../../model/viewer.ts'
import type { Registry } from '../../registry/registry.ts'
import { countLost } from '../../registry/reseal.ts'
import { readWaiting, type WaitingWork } from '../../registry/waiting.ts'
import { builder } from '../builder.ts'
import { isIn } from '../row-pages.ts'
import { webhookScope } from '../scope.ts'

interface Work extends WaitingWork {
  refusedLastHour: number
  webhooksWithoutSecret: number
  sealedUnderLostKeys: number
  configErrors: number
}

const HOUR_MS = 60 * 60 * 1000

const Health = builder.objectRef<Work & { ok: boolean; version: string; backends: JsonObject }>('Health').implement({
  fields: (t) => ({
    ok: t.exposeBoolean('ok', { description: 'What is delivered now can be stored.' }),
    version: t.exposeString('version'),
    backends: t.field({ type: 'JSON', resolve: ({ backends }) => backends }),
    queueDepth: t.exposeInt('queueDepth', { description: 'Events that are not decided, and actions whose time has come.' }),
    oldestPendingSeconds: t.exposeInt('oldestPendingSeconds', { description: 'How long the oldest of them has waited; 0: nothing waits.' }),
    refusedLastHour: t.exposeInt('refusedLastHour'),
    webhooksWithoutSecret: t.exposeInt('webhooksWithoutSecret', {
      description: 'Those that can let nothing in: no secret is set, and unsigned is not allowed.',
    }),
    sealedUnderLostKeys: t.exposeInt('sealedUnderLostKeys', {
      description: 'Secrets, credentials and remembered answers that cannot be opened, for their master key is not there.',
    }),
    configErrors: t.exposeInt('configErrors', { description: 'Config files of which `configErrors` has something to say.' }),
  }),
})

builder.queryField('health', (t) =>
  t.field({
    type: Health,
    description: 'Not for an AGENT.',
    resolve: async (_, _args, { registry, viewer, about }) => {
      requireRole(viewer, 'ADMIN', 'OPERATOR', 'VIEWER')
      return { ok: registry.db.trouble() === null, ...about, ...(await readWork(registry, viewer)) }
    },
  }),
)

/** Of the webhooks that the viewer sees. */
async function readWork(registry: Registry, viewer: Viewer): Promise<Work> {
  const { prisma } = registry.db
  const nowMs = registry.now()
  const scope = webhookScope(viewer)
  const [waiting, refusedLastHour, webhooksWithoutSecret, sealedUnderLostKeys, configErrors] = await Promise.all([
    readWaiting(registry.db, nowMs, viewer.webhookIds.length > 0 ? isIn('webhook_id', viewer.webhookIds) : undefined),
    prisma.refusedDelivery.count({ where: { AND: scope, refusedId: { gte: firstIdAt('refused', nowMs - HOUR_MS) } } }),
    prisma.webhookConfig.count({ where: { AND: scope, deletedAt: null, secret: null, allowUnsigned: false } }),
    countLost(registry),
    prisma.configFile.count({ where: { AND: scope, problemsAt: { not: null } } }),
  ])
  return { ...waiting, refusedLastHour, webhooksWithoutSecret, sealedUnderLostKeys, configErrors }
}
