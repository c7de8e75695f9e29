import { normalTarget } from '../actions/targets.ts'
import { insert, type Statement } from '../backends/database/database.ts'
import { targetContext } from '../backends/vault/vault.ts'
import { EgressBlocked, type InputIssue, InvalidInput } from '../errors.ts'
import { seesWebhook } from '../model/rights.ts'
import type { Viewer } from '../model/viewer.ts'
import type { ProviderName } from '../model/webhook.ts'
import { newStandardSecret } from '../providers/scheme.ts'
import { SLUG } from './inputs.ts'
import type { Registry } from './registry.ts'
import { hintOf } from './secrets.ts'

/** The parts of a command that say where it forwards to. */
export interface Targeted {
  action: string
  target?: string | null
}

/** The webhook whose events are forwarded. */
export interface Source {
  id: string
  provider: ProviderName
}

/** Webhooks of these take what any sender has sent. */
export const TAKES_ANYTHING: readonly string[] = ['standard', 'custom']

/**
 * Looks at where commands of a list forward to. What `stored` commands forward to already was looked at when they were
 * saved: a target that is refused by now keeps nobody from changing something else.
 * @throws {InvalidInput} at `commands.<index>.target`
 */
export async function requireTargets(
  registry: Registry,
  viewer: Viewer,
  source: Source,
  commands: readonly Targeted[],
  stored: readonly Targeted[] = [],
): Promise<void> {
  const known = new Set(targetsOf(stored))
  const wanted = [...new Set(targetsOf(commands))].filter((target) => !known.has(target))
  const problems = new Map(
    await Promise.all(wanted.map(async (target) => [target, await problemWith(registry, viewer, source, target)] as const)),
  )
  const issues = commands.flatMap(({ action, target }, index): InputIssue[] => {
    const message = action === 'forward' ? problems.get(target ?? '') : null
    return message ? [{ path: ['commands', String(index), 'target'], message }] : []
  })
  if (issues.length > 0) throw new InvalidInput(issues)
}

/** The same for one. @throws {InvalidInput} at `target` */
export async function requireTarget(
  registry: Registry,
  viewer: Viewer,
  source: Source,
  command: Targeted,
  stored: readonly Targeted[] = [],
): Promise<void> {
  const known = targetsOf(stored)
  for (const target of targetsOf([command])) {
    const message = known.includes(target) ? null : await problemWith(registry, viewer, source, target)
    if (message) throw new InvalidInput([{ path: ['target'], message }])
  }
}

/** Gives each URL that is forwarded to, and has none, a secret. The audit of the webhook tells of it by the command. */
export function registerTargets(
  registry: Registry,
  viewer: Viewer,
  commands: readonly Targeted[],
  stored: readonly Targeted[] = [],
): Statement[] {
  const known = new Set(targetsOf(stored))
  const urls = targetsOf(commands).filter((target) => !known.has(target) && !SLUG.test(target))
  return [...new Set(urls.map(normalTarget))].map((url) => {
    const row = targetRow(registry, viewer, url, newStandardSecret())
    return { ...row, sql: `${row.sql} ON CONFLICT (url) DO NOTHING` }
  })
}

/** `url` is normal. */
export function targetRow({ vault, now }: Registry, viewer: Viewer, url: string, secret: string): Statement {
  const sealed = vault.seal(secret, targetContext(url))
  return insert('forward_targets', { url, sealed, hint: hintOf(secret), created_at: now(), created_by: viewer.name })
}

/** Why a URL is not called; null: it may be. Plain http will do where EGRESS_ALLOW names the host. */
export async function problemWithUrl({ egress }: Registry, url: string): Promise<string | null> {
  try {
    await egress.checkTarget(url)
    return null
  } catch (error) {
    if (error instanceof EgressBlocked) return error.message
    throw error
  }
}

async function problemWith(registry: Registry, viewer: Viewer, source: Source, target: string): Promise<string | null> {
  if (!SLUG.test(target)) return problemWithUrl(registry, target)
  if (target === source.id) return 'a webhook does not forward to itself'
  const row = await registry.db.prisma.webhookConfig.findFirst({
    where: { webhookId: target, deletedAt: null },
    select: { provider: true },
  })
  if (!row || !seesWebhook(viewer, target)) return `there is no webhook "${target}"`
  if (row.provider === source.provider || TAKES_ANYTHING.includes(row.provider)) return null
  return `"${target}" is a ${row.provider} webhook and takes nothing of ${source.provider}; expected one of ${source.provider}, standard or custom`
}

function targetsOf(commands: readonly Targeted[]): string[] {
  return commands.flatMap(({ action, target }) => (action === 'forward' && target ? [target] : []))
}
