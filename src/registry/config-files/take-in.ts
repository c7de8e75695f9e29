import type { Statement, WebhookWithParts } from '../../backends/database/database.ts'
import type { Proposal } from '../../backends/database/generated/sqlite/client.ts'
import { contentHash } from '../../backends/files/files.ts'
import { type InputIssue, InvalidInput } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import { endpointOf, type ProviderName } from '../../model/webhook.ts'
import { providers } from '../../providers/index.ts'
import { webhookIssues } from '../checks.ts'
import { type Configuration, isSameContent, toConfiguration as toStoredConfiguration } from '../configuration.ts'
import { createWebhook, toConfiguration } from '../create-webhook.ts'
import { CreateWebhookInput, parseInput, SLUG } from '../inputs.ts'
import { snakePath, toWebhookInput } from '../names.ts'
import type { Registry } from '../registry.ts'
import { updateWebhook } from '../webhooks.ts'
import { type FileSecrets, hasReference, readFileSecrets, type SecretDeps } from './file-secrets.ts'
import { BadFile, locate, type Problem, problemAt } from './located.ts'
import { isRejected, isWaiting, latestOf, proposeFile, rejectedProblem, waitingProblem, withdraw } from './propose.ts'
import type { ProposedFile } from './proposed-file.ts'
import type { ReadFile } from './read-file.ts'
import { type FileRow, missingStatement, recordStatements } from './rows.ts'
import { type ConfigFile, parseShape } from './shape.ts'
import { CONFIG_FILE_VIEWER } from './viewer.ts'

export interface TakeInDeps extends SecretDeps {
  registry: Registry
  /** What a file says becomes a proposal, in place of a change. */
  proposes: boolean
}

/** A file that was read, and what is known of the folder. */
export interface Found {
  name: string
  hash: string
  file: ReadFile
  row: FileRow | undefined
  /** Of the other files. */
  others: readonly FileRow[]
  /** Whether there is a file of this name. */
  isThere(name: string): boolean
}

export interface TakenIn {
  webhookId: string
  /** What the file is to hold instead; null: it stays. */
  rewritten: string | null
  problems: readonly Problem[]
  hasReference: boolean
  /** It is not in force: it waits for a person, or one has rejected it. */
  isProposed: boolean
}

/**
 * Makes a webhook say what its file says, as one unit with the record of it. Changes of the API since the file was last taken
 * in or written are kept as a version, and told of.
 * @throws {BadFile} with each field's place
 * @throws {Conflict} where the webhook is changed at this moment: look again
 */
export async function takeIn(deps: TakeInDeps, found: Found): Promise<TakenIn> {
  const { text, root, value } = found.file
  try {
    const said = parseShape(value)
    const id = idOf(found, said)
    const stored = await readStored(deps.registry, id)
    requireFree(found, id, stored)
    const before = deps.proposes ? await latestOf(deps.registry, found.name) : null
    const standing = { webhookId: id, hasReference: hasReference(said), isProposed: true }
    if (isWaiting(before, found.hash, stored?.version ?? null))
      return { ...standing, rewritten: null, problems: [waitingProblem(before.proposalId)] }
    const secrets = await readFileSecrets(deps, said, stored)
    const wanted = readWanted({ id, value, said }, secrets, stored)
    const rewritten = withoutSecrets(found.file, secrets.inClear)
    const problems = [
      ...secrets.lacks.map(({ path, message }) => problemAt(text, root, path, message)),
      ...(await overriddenBy(deps.registry, found, wanted, stored)),
    ].map((problem) => ({ ...problem, taken: true }))
    const taken = { name: found.name, webhookId: id, hash: rewritten === null ? found.hash : contentHash(rewritten) }
    // A name from which the id does not follow: the id is written into the file, as a change of a version that is none.
    const version = (standing: number) => (said.webhook_id || id === idFromName(found.name) ? standing : 0)
    const atMs = deps.registry.now()
    const record = (standing: number, secretUnseen = false) => [
      ...recordStatements({ ...taken, version: version(standing) }, { secretUnseen, problems, atMs }),
      ...leftBehind(found, id, atMs),
    ]
    const isNamed = version(1) === 1
    const storing = { wanted, secrets, stored, record, said }
    const refusal = deps.proposes ? await askFor(deps.registry, { ...taken, isNamed }, storing, before) : null
    if (refusal) return { ...standing, rewritten, problems: [refusal] }
    await store(deps.registry, storing)
    return { ...standing, rewritten, problems, isProposed: false }
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    throw new BadFile(error.issues.map(({ path, message }) => problemAt(text, root, snakePath(path), message)))
  }
}

interface Storing {
  wanted: Wanted
  secrets: FileSecrets
  stored: WebhookWithParts | null
  said: ConfigFile
  record(version: number, secretUnseen?: boolean): ReturnType<typeof recordStatements>
}

/** Puts what a file says to a person. Null: it says what is in force, so there is nothing to ask. */
async function askFor(registry: Registry, file: ProposedFile, storing: Storing, before: Proposal | null): Promise<Problem | null> {
  const { wanted, secrets, stored } = storing
  if (isWaiting(before, file.hash, stored?.version ?? null)) return waitingProblem(before.proposalId)
  if (stored && isSame(wanted, secrets, stored)) {
    await withdraw(registry, before, 'The file says what is in force')
    return null
  }
  if (isRejected(before, file.hash)) return rejectedProblem(before)
  const { provider, ...rest } = wanted
  const input = { ...rest, ...(stored ? { id: stored.webhookId } : { provider }), ...secretsOf(secrets) } as unknown as JsonObject
  return proposeFile(registry, file, { verb: stored ? 'updateWebhook' : 'createWebhook', input, before })
}

async function store(registry: Registry, { wanted, secrets, stored, said, record }: Storing): Promise<void> {
  if (!stored) {
    const isMade = !said.secret && !providers[wanted.provider].issuesSecret
    await createWebhook(registry, CONFIG_FILE_VIEWER, wanted, { makesSecret: said.secret !== 'stored', beside: record(1, isMade) })
    return
  }
  if (isSame(wanted, secrets, stored)) return void (await registry.db.write(record(stored.version)))
  const { provider, ...rest } = wanted
  const input = { ...rest, id: stored.webhookId, ...secretsOf(secrets), expectedVersion: stored.version }
  await updateWebhook(registry, CONFIG_FILE_VIEWER, input, { beside: record })
}

type Wanted = ReturnType<typeof CreateWebhookInput.parse>

function isSame(wanted: Wanted, secrets: FileSecrets, stored: WebhookWithParts): boolean {
  return (
    !('secret' in secrets) && !('credentials' in secrets) && isSameContent(configurationOf(wanted, stored), toStoredConfiguration(stored))
  )
}

/** A scheme that is left out stays. */
function configurationOf(wanted: Wanted, stored: WebhookWithParts): Configuration {
  const config = toConfiguration(wanted)
  return { ...config, scheme: config.scheme ?? toStoredConfiguration(stored).scheme }
}

/** What a webhook is made with is the webhook's own to keep; in an update what is left out would stay, so nothing is. */
function readWanted(
  { id, value, said }: { id: string; value: JsonObject; said: ConfigFile },
  secrets: FileSecrets,
  stored: WebhookWithParts | null,
): Wanted {
  const { $schema, secret, credentials, ...fields } = value
  const input = toWebhookInput(fields, { id, ...(secretsOf(secrets) as JsonObject) })
  const scheme = stored && toStoredConfiguration(stored).scheme
  const wanted = parseInput(CreateWebhookInput, input, (read) => [
    ...webhookIssues(providers[read.provider], read, scheme),
    ...identityIssues(id, read.provider, said.endpoint, stored),
  ])
  return {
    ...wanted,
    enabled: wanted.enabled ?? true,
    allowUnsigned: wanted.allowUnsigned ?? false,
    replayGuard: wanted.replayGuard ?? false,
    allowedIps: wanted.allowedIps ?? [],
    rateLimitPerMinute: wanted.rateLimitPerMinute ?? null,
    commands: wanted.commands ?? [],
  }
}

function secretsOf({ secret, credentials }: FileSecrets) {
  return { ...(secret !== undefined && { secret }), ...(credentials !== undefined && { credentials }) }
}

function identityIssues(id: string, provider: ProviderName, endpoint: string | undefined, stored: WebhookWithParts | null): InputIssue[] {
  if (stored && stored.provider !== provider)
    return [
      { path: ['provider'], message: `this is a ${stored.provider} webhook and stays one: give another webhook_id to make a new one` },
    ]
  const expected = endpointOf(provider, id)
  return endpoint !== undefined && endpoint !== expected ? [{ path: ['endpoint'], message: `expected ${expected}, or nothing` }] : []
}

/** A file that came under another name keeps its webhook. */
function idOf({ name, hash, row, others, isThere }: Found, { webhook_id }: ConfigFile): string {
  const renamed = others.find((other) => other.hash === hash && other.webhookId !== null && !isThere(other.name))
  const id = webhook_id ?? row?.webhookId ?? renamed?.webhookId ?? idFromName(name)
  if (id === null)
    throw new InvalidInput([
      { path: ['webhook_id'], message: 'expected an id: of this file’s name (letters, digits and "-", 1 to 64) none can be made' },
    ])
  return id
}

/** Null: no id can be made of it. */
export function idFromName(name: string): string | null {
  const id = name.replace(/\.(json|ya?ml)$/, '')
  return SLUG.test(id) ? id : null
}

/** The webhook that this file was of before it named another id has lost its file. */
function leftBehind({ name, row, isThere }: Found, id: string, atMs: number): Statement[] {
  if (!row?.webhookId || row.webhookId === id) return []
  const free = [`${row.webhookId}.json`, `${row.webhookId}.yaml`].find((one) => one !== name && !isThere(one))
  return free === undefined ? [] : [missingStatement({ ...row, name: free }, atMs)]
}

/** @throws {InvalidInput} where another file has this webhook, or it was deleted */
function requireFree({ others, isThere }: Found, id: string, stored: WebhookWithParts | null): void {
  const other = others.find((row) => row.webhookId === id && isThere(row.name))
  if (other) throw new InvalidInput([{ path: ['webhook_id'], message: `"${id}" is in the file "${other.name}" already` }])
  if (stored?.deletedAt)
    throw new InvalidInput([{ path: ['webhook_id'], message: `"${id}" was deleted, and an id stays taken: give another webhook_id` }])
}

async function readStored({ db }: Registry, webhookId: string): Promise<WebhookWithParts | null> {
  return db.prisma.webhookConfig.findUnique({
    where: { webhookId },
    include: { secrets: true, commands: { where: { deletedAt: null } } },
  })
}

/** What the API has changed since the file was last the same, where the file says something else. */
async function overriddenBy({ db }: Registry, { row, file }: Found, wanted: Wanted, stored: WebhookWithParts | null): Promise<Problem[]> {
  if (!stored || isSameContent(configurationOf(wanted, stored), toStoredConfiguration(stored))) return []
  if (row?.webhookId === stored.webhookId && row.version === stored.version) return []
  const key = { webhookId: stored.webhookId, version: row?.webhookId === stored.webhookId ? row.version : 0 }
  const last = await db.prisma.webhookVersion.findUnique({ where: { webhookId_version: key } })
  if (last?.configJson === stored.configJson) return []
  const message = `was changed here and through the API: this file is in force, and what the API had set is kept as version ${stored.version} (revertWebhook)`
  return [problemAt(file.text, file.root, [], message)]
}

/** The text with "stored" in place of each secret; null: there is none. */
function withoutSecrets({ text, root }: ReadFile, inClear: readonly string[][]): string | null {
  if (inClear.length === 0) return null
  const spots = inClear.map((path) => locate(root, path)).sort((a, b) => b.start - a.start)
  return spots.reduce((rest, { start, end }) => {
    // A block of YAML ends with its line.
    const behind = start + rest.slice(start, end).trimEnd().length
    return `${rest.slice(0, start)}"stored"${rest.slice(behind)}`
  }, text)
}
