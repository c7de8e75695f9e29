import { changeWebhook } from '../change.ts'
import { plainProblem } from './located.ts'
import { report } from './problems.ts'
import { type FileRow, FOLDER, forgetStatement } from './rows.ts'
import type { ConfigFilesDeps, Pass } from './state.ts'
import { CONFIG_FILE_VIEWER } from './viewer.ts'

/**
 * Files that are gone. After the grace time their webhooks are disabled, never deleted. A folder from which everything has
 * gone at once is taken for one that is not mounted: then nothing is disabled.
 */
export async function lookAtMissing(deps: ConfigFilesDeps, pass: Pass, rows: ReadonlyMap<string, FileRow>): Promise<void> {
  const { db, now } = deps.registry
  const missing = [...rows.values()].filter(({ name }) => name !== FOLDER && !pass.entries.has(name))
  const unbound = missing.filter(({ webhookId }) => webhookId === null)
  if (unbound.length > 0) await db.write(unbound.map(({ name }) => forgetStatement(name)))
  const bound = missing.filter(({ webhookId }) => webhookId !== null)
  const isEmpty = pass.entries.size === 0 && bound.length > 1
  for (const row of bound) {
    pass.memory.looked.delete(row.name)
    if (isEmpty) await report(deps, row.name, [plainProblem('is gone with all others: its webhook goes on')], row)
    else if (deps.proposes) await report(deps, row.name, [plainProblem('is gone: its webhook goes on until a person disables it')], row)
    else await lookAtOne(deps, pass, { ...row, missingSinceMs: row.missingSinceMs ?? now() }, row)
  }
}

async function lookAtOne(deps: ConfigFilesDeps, pass: Pass, row: FileRow & { missingSinceMs: number }, before: FileRow): Promise<void> {
  const { registry, graceMs } = deps
  const endsAtMs = row.missingSinceMs + graceMs
  if (row.disabled) return
  if (before.missingSinceMs === null)
    await registry.db.write([{ sql: 'UPDATE config_files SET missing_since = ? WHERE name = ?', params: [row.missingSinceMs, row.name] }])
  if (registry.now() >= endsAtMs) return disable(deps, row)
  pass.againAtMs = Math.min(pass.againAtMs, endsAtMs)
  const until = new Date(endsAtMs).toISOString()
  await report(deps, row.name, [plainProblem(`is gone: its webhook is disabled at ${until} unless it comes back`)], before)
}

async function disable(deps: ConfigFilesDeps, { name, webhookId, problems }: FileRow): Promise<void> {
  const message = 'is gone, and its webhook was disabled: put the file back, or delete the webhook'
  await changeWebhook(deps.registry, CONFIG_FILE_VIEWER, { id: webhookId!, verb: 'webhook.disable', beside }, ({ config }) => ({
    config: { ...config, enabled: false },
    note: { file: `${name} is gone` },
  }))
  await report(deps, name, [plainProblem(message)], { problems } as FileRow)

  function beside(version: number) {
    return [{ sql: 'UPDATE config_files SET disabled = 1, version = ? WHERE name = ?', params: [version, name] }]
  }
}
