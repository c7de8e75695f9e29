import type { AuditLogQuery } from '../../../sdk/index.ts'

export type Entry = AuditLogQuery['auditLog']['edges'][number]['node']
