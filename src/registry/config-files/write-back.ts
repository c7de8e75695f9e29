import { isDeepStrictEqual } from 'node:util'
import type { WebhookWithParts } from '../../backends/database/database.ts'
import { contentHash, FileChanged } from '../../backends/files/files.ts'
import type { JsonObject } from '../../model/json.ts'
import { toConfigJson, toConfiguration } from '../configuration.ts'
import { areSecretsStored } from './file-secrets.ts'
import { BadFile, plainProblem } from './located.ts'
import { mergeFile, newFile } from './merge.ts'
import { printJson, printYaml } from './print.ts'
import { report, tell } from './problems.ts'
import { formatOf, maxBytesOf, type ReadFile, readConfigFile } from './read-file.ts'
import { type FileRow, FOLDER, forgetStatement, recordStatements } from './rows.ts'
import type { ConfigFile } from './shape.ts'
import type { ConfigFilesDeps, Pass } from './state.ts'
import { idFromName } from './take-in.ts'

/** Read together. */
const PAGE = 50
const READ_ONLY = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT'])

/** Writes what the API has changed into the files, so that they hold every webhook, but for its secrets. */
export async function writeBack(deps: ConfigFilesDeps, pass: Pass, rows: ReadonlyMap<string, FileRow>): Promise<void> {
  const wasUnwritable = pass.memory.unwritable
  if (wasUnwritable !== null && !pass.isRescan) return
  pass.memory.unwritable = null
  const ids = await changedIds(deps, pass, rows)
  try {
    await removeDeleted(deps, pass, rows)
    for (let at = 0; at < ids.length; at += PAGE) await writePage(deps, pass, rows, ids.slice(at, at + PAGE))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!READ_ONLY.has(code ?? '')) throw error
    pass.memory.unwritable = code!
  }
  const { unwritable } = pass.memory
  const problems =
    unwritable === null ? [] : [plainProblem(`cannot be written (${unwritable}): changes through the API are not in the files`)]
  await report(deps, FOLDER, problems, rows.get(FOLDER))
  if (unwritable !== null) await tellDrift(deps, rows, ids)
}

/** Webhooks that stand otherwise than in their files. A file that holds what was not taken in is not written over. */
async function changedIds({ registry }: ConfigFilesDeps, { memory }: Pass, rows: ReadonlyMap<string, FileRow>): Promise<string[]> {
  const changed = await registry.db.read<{ webhookId: string; name: string | null }>(
    `SELECT w.webhook_id AS "webhookId", f.name AS "name" FROM webhook_configs w LEFT JOIN config_files f ON f.webhook_id = w.webhook_id
     WHERE w.deleted_at IS NULL AND (f.version IS NULL OR f.version <> w.version) ORDER BY w.webhook_id`,
  )
  return changed.filter(({ name }) => name === null || isUntouched(memory, rows.get(name))).map(({ webhookId }) => webhookId)
}

function isUntouched({ looked }: Pass['memory'], row: FileRow | undefined): boolean {
  const found = row && looked.get(row.name)
  return !found || found.hash === row.hash
}

async function writePage(deps: ConfigFilesDeps, pass: Pass, rows: ReadonlyMap<string, FileRow>, ids: readonly string[]): Promise<void> {
  const byId = new Map([...rows.values()].map((row) => [row.webhookId, row]))
  const webhooks = await deps.registry.db.prisma.webhookConfig.findMany({
    where: { webhookId: { in: [...ids] }, deletedAt: null },
    include: { secrets: true, commands: { where: { deletedAt: null } } },
  })
  for (const webhook of webhooks) await writeOne(deps, pass, webhook, byId.get(webhook.webhookId))
}

async function writeOne(deps: ConfigFilesDeps, pass: Pass, webhook: WebhookWithParts, row: FileRow | undefined): Promise<void> {
  const { webhookId, version } = webhook
  const name = row?.name ?? freeName(pass, webhookId)
  try {
    const hash = await bringUpToDate(deps, pass, { name, webhook, row })
    await deps.registry.db.write(recordStatements({ name, webhookId, hash, version }, { atMs: deps.registry.now() }))
    if (row && row.problems.length > 0) await tell(deps, name, [])
  } catch (error) {
    // Somebody has written it just now: the next look takes that in.
    if (!(error instanceof FileChanged || error instanceof BadFile)) throw error
    pass.againAtMs = deps.registry.now()
  }
}

interface Writing {
  name: string
  webhook: WebhookWithParts
  row: FileRow | undefined
}

/** Answers the hash of what the file holds in the end. */
async function bringUpToDate(deps: ConfigFilesDeps, pass: Pass, { name, webhook, row }: Writing): Promise<string> {
  const file = row && pass.entries.has(name) ? await readAgain(deps, row) : null
  const needsId = idFromName(name) !== webhook.webhookId
  const standing = await standingOf(deps, webhook, file?.value ?? {})
  const wanted = file ? mergeFile(file.value, standing, needsId) : newFile(standing)
  if (file && isDeepStrictEqual(wanted, file.value)) return row!.hash
  const content = file && formatOf(name) === 'yaml' ? printYaml(file.text, file.value, wanted) : printJson(wanted)
  const lines = file?.text.includes('\r\n') ? content.replace(/\r?\n/g, '\r\n') : content
  await deps.folder.write(name, lines, file ? row!.hash : null)
  pass.byLowerCase.set(name.toLowerCase(), name)
  deps.log.info({ file: name, webhookId: webhook.webhookId, version: webhook.version }, 'config file written')
  return contentHash(lines)
}

/** @throws {FileChanged} when it is not what was taken in */
async function readAgain({ folder }: ConfigFilesDeps, { name, hash }: FileRow): Promise<ReadFile> {
  const format = formatOf(name)!
  const bytes = await folder.read(name, maxBytesOf(format))
  if (contentHash(bytes) !== hash) throw new FileChanged(`${name} was changed meanwhile`)
  return readConfigFile(bytes, format)
}

/** A webhook in the words of its file. References stay where they lead to what is stored. */
async function standingOf(deps: ConfigFilesDeps, webhook: WebhookWithParts, file: JsonObject): Promise<JsonObject> {
  const { secret, commands, ...fields } = toConfigJson(webhook.webhookId, toConfiguration(webhook), webhook.secret !== null)
  const keeps = async (said: Pick<ConfigFile, 'secret' | 'credentials'>) => areSecretsStored(deps, said, webhook)
  const said = file as Pick<ConfigFile, 'secret' | 'credentials'>
  const { webhook_id, name, provider, endpoint, ...rest } = fields
  return {
    ...{ webhook_id: webhook_id!, name: name!, provider: provider!, endpoint: endpoint! },
    ...(secret && { secret: said.secret && (await keeps({ secret: said.secret })) ? file.secret! : secret }),
    ...rest,
    ...(webhook.credentials !== null && {
      credentials: said.credentials && (await keeps({ credentials: said.credentials })) ? file.credentials! : 'stored',
    }),
    commands: (commands as JsonObject[]).map(inOrder),
  }
}

/** As the founding document orders them. */
function inOrder({ command_id, trigger, action, agent, template, conditions, ...rest }: JsonObject): JsonObject {
  return { trigger: trigger!, action: action!, agent: agent!, template: template!, conditions: conditions!, ...rest }
}

/** A name that no file has, whatever is in it. */
function freeName({ byLowerCase }: Pass, webhookId: string): string {
  const isFree = (name: string) => !byLowerCase.has(name.toLowerCase())
  const plain = `${webhookId}.json`
  return isFree(plain) ? plain : `${webhookId}.${contentHash(webhookId).slice(0, 8)}.json`
}

async function removeDeleted({ registry, folder, log }: ConfigFilesDeps, pass: Pass, rows: ReadonlyMap<string, FileRow>): Promise<void> {
  const deleted = await registry.db.read<{ name: string }>(
    'SELECT f.name FROM config_files f JOIN webhook_configs w ON w.webhook_id = f.webhook_id WHERE w.deleted_at IS NOT NULL',
  )
  for (const { name } of deleted) {
    const row = rows.get(name)
    try {
      if (row && pass.entries.has(name)) await folder.remove(name, row.hash)
      log.info({ file: name, webhookId: row?.webhookId }, 'config file removed, for its webhook was deleted')
    } catch (error) {
      // It was changed: it stays, and is looked at as a file of its own.
      if (!(error instanceof FileChanged)) throw error
      pass.memory.looked.delete(name)
      pass.againAtMs = registry.now()
    }
    await registry.db.write([forgetStatement(name)])
  }
}

/** Which files do not say what is in force. */
async function tellDrift(deps: ConfigFilesDeps, rows: ReadonlyMap<string, FileRow>, ids: readonly string[]): Promise<void> {
  const message = 'cannot be written: its webhook was changed through the API, and stands otherwise than here'
  for (const row of rows.values())
    if (row.webhookId !== null && ids.includes(row.webhookId))
      await report(deps, row.name, [{ ...plainProblem(message), taken: true }], row)
}
