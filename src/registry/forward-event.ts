import { normalTarget } from '../actions/targets.ts'
import { Forbidden, InvalidInput } from '../errors.ts'
import type { Viewer } from '../model/viewer.ts'
import type { ProviderName } from '../model/webhook.ts'
import { targetIssues } from './checks.ts'
import { readActionable, requestAction } from './event-actions.ts'
import { SLUG } from './inputs.ts'
import type { Registry } from './registry.ts'
import { registerTargets, requireTarget } from './targets.ts'

/**
 * Stores that an event is to be sent on; answers the action's id. A URL that is new is registered with a secret, as by a
 * command that is saved.
 * @throws {Forbidden} also where an agent's key names a target that nobody has made known
 * @throws {NotFound | InvalidInput}
 */
export async function forwardEvent(registry: Registry, viewer: Viewer, eventId: string, target: string): Promise<string> {
  const { row } = await readActionable(registry, viewer, eventId)
  const wanted = { action: 'forward' as const, target }
  const issues = target === '' ? [{ path: ['target'], message: 'expected a target' }] : targetIssues(wanted)
  if (issues.length > 0) throw new InvalidInput(issues)
  if (viewer.role === 'AGENT' && !(await isKnownTarget(registry, target)))
    throw new Forbidden(`"${viewer.name}" may forward only to a URL that is registered, or a webhook that a command forwards to already`)
  await requireTarget(registry, viewer, { id: row.webhookId, provider: row.provider as ProviderName }, wanted)
  const also = viewer.role === 'AGENT' ? [] : registerTargets(registry, viewer, [wanted])
  return requestAction(registry, viewer, eventId, { kind: 'forward', target, text: '', field: 'target', also })
}

/** What an agent reads may tell it to send events anywhere, so the places it may send them to are those that people have chosen. */
export async function isKnownTarget({ db }: Registry, target: string): Promise<boolean> {
  const [found] = SLUG.test(target)
    ? await db.read(`SELECT 1 FROM webhook_commands WHERE action = 'forward' AND target = ? AND deleted_at IS NULL LIMIT 1`, [target])
    : await db.read('SELECT 1 FROM forward_targets WHERE url = ?', [normalTarget(target)])
  return found !== undefined
}
