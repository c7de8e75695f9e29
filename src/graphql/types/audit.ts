import { requireAllWebhooks, requireRole } from '../../model/rights.ts'
import { type AuditVerification, verifyAudit } from '../../registry/audit.ts'
import { AuditEntry, builder, Node } from '../builder.ts'
import { pageOf, windowQuery } from '../page.ts'
import type { AuditEntry as AuditRow } from '../rows.ts'

builder.prismaObject('AuditEntry', {
  interfaces: [Node],
  fields: (t) => ({
    id: t.exposeID('auditId'),
    at: t.expose('at', { type: 'DateTime' }),
    actor: t.exposeString('actor'),
    verb: t.exposeString('verb'),
    subject: t.exposeString('subject'),
    detail: t.field({ type: 'JSON', resolve: ({ detailJson }) => JSON.parse(detailJson) }),
    hash: t.exposeString('hash'),
  }),
})

builder.queryField('auditLog', (t) =>
  t.connection(
    {
      type: AuditEntry,
      description: 'Newest first. For an ADMIN.',
      args: { actor: t.arg.string(), verb: t.arg.string() },
      resolve: (_, args, { registry, viewer }) => {
        requireRole(viewer, 'ADMIN')
        requireAllWebhooks(viewer, 'and the audit is of all')
        const { auditEntry } = registry.db.prisma
        const where = { actor: args.actor ?? undefined, verb: args.verb ?? undefined }
        return pageOf<AuditRow>(args, {
          idOf: ({ auditId }) => auditId,
          find: (window) => {
            const { range, ...query } = windowQuery('auditId', window)
            return auditEntry.findMany({ where: { AND: [where, range] }, ...query })
          },
          count: (take) => auditEntry.count({ where, take }),
        })
      },
    },
    { name: 'AuditEntryConnection' },
    { name: 'AuditEntryEdge' },
  ),
)

const Verification = builder.objectRef<AuditVerification>('AuditVerification').implement({
  fields: (t) => ({
    ok: t.exposeBoolean('ok'),
    entries: t.exposeInt('entries', { description: 'How many entries were found to be sound, from the first one on.' }),
    firstBadId: t.exposeID('firstBadId', {
      nullable: true,
      description: 'The first entry that does not follow from those before it; null also where the end of the log is gone.',
    }),
    reason: t.exposeString('reason', { nullable: true }),
  }),
})

builder.queryField('verifyAudit', (t) =>
  t.field({
    type: Verification,
    description: 'Reads the whole audit and holds each entry against the one before it. For an ADMIN.',
    resolve: (_, _args, { registry, viewer }) => {
      requireRole(viewer, 'ADMIN')
      return verifyAudit(registry.db)
    },
  }),
)
