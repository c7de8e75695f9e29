import { normalTarget } from '../actions/targets.ts'
import { auditEntry, ExpectationFailed, type Statement, update } from '../backends/database/database.ts'
import type { ForwardTarget } from '../backends/database/generated/sqlite/client.ts'
import { Conflict, type InputIssue, InvalidInput } from '../errors.ts'
import { requireAllWebhooks, requireRole } from '../model/rights.ts'
import { actorOf, type Viewer } from '../model/viewer.ts'
import { isStandardSecret, newStandardSecret } from '../providers/scheme.ts'
import { isPlainUrl, STANDARD_SECRET_EXPECTED } from './checks.ts'
import { ForwardTargetInput, parseInput } from './inputs.ts'
import type { Registry } from './registry.ts'
import { problemWithUrl, targetRow } from './targets.ts'

const DEFAULT_OVERLAP_S = 24 * 60 * 60

/** By URL. */
export async function listForwardTargets({ db }: Registry, viewer: Viewer): Promise<ForwardTarget[]> {
  requireForTargets(viewer)
  return db.prisma.forwardTarget.findMany({ orderBy: { url: 'asc' } })
}

/**
 * Registers a target, gives it another secret, enables or disables it. `secret` is the one that was given or made, shown
 * this once; null: it stays as it was. The earlier secret signs beside a new one for `overlapSeconds`, by default a
 * day; 0 ends it now, and one whose overlap is open: what leaked can always be cut off.
 * @throws {Conflict} when the overlap of an earlier secret is open
 */
export async function setForwardTarget(
  registry: Registry,
  viewer: Viewer,
  input: ForwardTargetInput,
): Promise<{ target: ForwardTarget; secret: string | null }> {
  requireForTargets(viewer)
  const wanted = parseInput(ForwardTargetInput, input, targetIssues)
  const url = normalTarget(wanted.url)
  const { forwardTarget } = registry.db.prisma
  const isNew = (await forwardTarget.findUnique({ where: { url } })) === null
  const secret = wanted.secret ?? (isNew || wanted.makeSecret ? newStandardSecret() : null)
  // What may not be called any more can still be switched off.
  const message = secret !== null || wanted.enabled ? await problemWithUrl(registry, url) : null
  if (message) throw new InvalidInput([{ path: ['url'], message }])
  const overlapS = wanted.overlapSeconds ?? DEFAULT_OVERLAP_S
  const changes = toUnit(registry, viewer, { url, isNew, secret, enabled: wanted.enabled ?? null, overlapS })
  if (changes.length > 0) await write(registry, url, changes)
  return { target: await forwardTarget.findUniqueOrThrow({ where: { url } }), secret }
}

interface Wanted {
  url: string
  isNew: boolean
  secret: string | null
  enabled: boolean | null
  overlapS: number
}

async function write({ db }: Registry, url: string, changes: readonly Statement[]): Promise<void> {
  try {
    await db.write(changes)
  } catch (error) {
    if (!(error instanceof ExpectationFailed)) throw error
    const { earlierUntil } = await db.prisma.forwardTarget.findUniqueOrThrow({ where: { url } })
    const until = earlierUntil?.toISOString()
    throw new Conflict(`The earlier secret of "${url}" still signs until ${until}: replace it after that, or with overlapSeconds 0`)
  }
}

/** Empty: nothing would change. */
function toUnit(registry: Registry, viewer: Viewer, { url, isNew, secret, enabled, overlapS }: Wanted): Statement[] {
  const atMs = registry.now()
  const unit = [
    ...(secret === null ? [] : secretStatements(registry, viewer, url, secret, overlapS)),
    ...switching(viewer, url, enabled, atMs),
  ]
  if (unit.length === 0) return []
  const detail = {
    ...(secret !== null && { secret: isNew ? 'stored' : 'replaced', ...(!isNew && { overlap_seconds: overlapS }) }),
    ...(enabled !== null && { enabled }),
  }
  return [...unit, auditEntry({ ...actorOf(viewer), verb: 'target.set', subject: url, detail, atMs })]
}

function secretStatements(registry: Registry, viewer: Viewer, url: string, secret: string, overlapS: number): Statement[] {
  const row = targetRow(registry, viewer, url, secret)
  const common = 'sealed = excluded.sealed, hint = excluded.hint'
  const replace = (columns: string, ...params: number[]) => {
    return [{ sql: `${row.sql} ON CONFLICT (url) DO UPDATE SET ${common}, ${columns}`, params: [...row.params, ...params], expect: 1 }]
  }
  if (overlapS === 0) return replace('earlier_sealed = NULL, earlier_until = NULL')
  const nowMs = registry.now()
  // In an UPDATE, a column's name on the right means what was there before. A third secret has no place beside two that sign.
  const overlap = 'earlier_sealed = forward_targets.sealed, earlier_until = ? WHERE coalesce(forward_targets.earlier_until, 0) <= ?'
  return replace(overlap, nowMs + overlapS * 1000, nowMs)
}

function switching(viewer: Viewer, url: string, enabled: boolean | null, atMs: number): Statement[] {
  if (enabled === null) return []
  const columns = enabled
    ? { disabled_at: null, disabled_reason: null }
    : { disabled_at: atMs, disabled_reason: `Disabled by ${viewer.name}` }
  return [update('forward_targets', columns, { url })]
}

function targetIssues({ url, secret, makeSecret }: ReturnType<typeof ForwardTargetInput.parse>): InputIssue[] {
  const rules: [boolean, string, string][] = [
    [isPlainUrl(url, 'https:', 'http:'), 'url', 'expected an https URL without user or password'],
    [!secret || isStandardSecret(secret), 'secret', STANDARD_SECRET_EXPECTED],
    [!secret || !makeSecret, 'makeSecret', 'a secret is either given or made'],
  ]
  return rules.filter(([holds]) => !holds).map(([, field, message]) => ({ path: [field], message }))
}

/** Targets belong to no one webhook. @throws {Forbidden} */
function requireForTargets(viewer: Viewer): void {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  requireAllWebhooks(viewer, 'and targets are shared by all')
}
