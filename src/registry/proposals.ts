import { auditEntry, ExpectationFailed, feedEntry, insert, type Statement } from '../backends/database/database.ts'
import type { Proposal } from '../backends/database/generated/sqlite/client.ts'
import { proposalContext } from '../backends/vault/vault.ts'
import { Conflict, NotFound, Proposed } from '../errors.ts'
import { newId } from '../model/id.ts'
import type { JsonObject } from '../model/json.ts'
import type { ChangeVerb } from '../model/proposal.ts'
import { seesProposal } from '../model/rights.ts'
import { actorOf, type Viewer } from '../model/viewer.ts'
import { changeOf, summaryOf } from './proposal-text.ts'
import type { PendingChange, Registry } from './registry.ts'

/** After this nobody can approve it any more. */
const OPEN_MS = 7 * 24 * 60 * 60 * 1000
/** Of one key at a time: more than a person looks through. */
const MAX_OPEN = 20
const MAX_PER_HOUR = 60
const HOUR_MS = 60 * 60 * 1000
/** UTF-16 units of what is sent, and as many of the difference. */
const MAX_CHARS = 512 * 1024

interface Wanted {
  verb: ChangeVerb
  input: JsonObject
  pending: PendingChange
  warnings: readonly string[]
  /** What is written with the proposal. */
  beside?: readonly Statement[]
}

/**
 * Stores a change that was checked, for a person to decide. Answers what is to be thrown.
 * @throws {Conflict} `too_many_proposals`, `proposal_too_large`; `conflict` where a statement beside did not hold
 */
export async function propose(registry: Registry, viewer: Viewer, wanted: Wanted): Promise<Proposed> {
  const { db, now, log } = registry
  const { verb, pending, beside = [] } = wanted
  const atMs = now()
  const proposalId = newId('proposal', atMs)
  const row = rowOf(registry, viewer, wanted, proposalId, atMs)
  try {
    await db.write([
      withinBounds(row, viewer.keyId, atMs),
      feedEntry('PROPOSAL_OPENED', proposalId, { webhookId: pending.webhookId, agent: viewer.agent, atMs }),
      auditEntry({
        ...actorOf(viewer),
        verb: 'proposal.open',
        subject: proposalId,
        detail: { verb, webhook: pending.webhookId, summary: row.summary },
        atMs,
      }),
      ...beside,
    ])
  } catch (error) {
    if (!(error instanceof ExpectationFailed)) throw error
    if (error.index > 0) throw new Conflict('Something was decided at this moment; try again')
    const message = `"${viewer.name}" has ${MAX_OPEN} proposals that nobody has decided yet, or has made ${MAX_PER_HOUR} within an hour`
    throw new Conflict(message, 'too_many_proposals')
  }
  log.info({ proposalId, verb, webhookId: pending.webhookId, agent: viewer.agent }, 'a change was proposed')
  return new Proposed(proposalId, row.summary)
}

/** @throws {NotFound} also where it is not for this viewer */
export async function readProposal({ db }: Registry, viewer: Viewer, id: string): Promise<Proposal> {
  const row = await db.prisma.proposal.findUnique({ where: { proposalId: id } })
  if (!row || !seesProposal(viewer, row)) throw new NotFound('Proposal', id)
  return row
}

/** What was sent, whole again. */
export function inputOf({ vault }: Registry, { proposalId, inputJson, sealed }: Proposal): JsonObject {
  const input = JSON.parse(inputJson)
  return sealed === null ? input : { ...input, ...JSON.parse(vault.open(sealed, proposalContext(proposalId))) }
}

function rowOf({ vault }: Registry, viewer: Viewer, { verb, input, pending, warnings }: Wanted, proposalId: string, atMs: number) {
  const { secret = null, credentials = null, ...open } = input
  const toSeal = { ...(secret !== null && { secret }), ...(input.credentials !== undefined && { credentials }) }
  const inputJson = JSON.stringify(pending.version === 1 ? { ...open, id: pending.webhookId } : open)
  const changeJson = JSON.stringify(changeOf(verb, pending, warnings))
  if (Math.max(inputJson.length, changeJson.length) > MAX_CHARS)
    throw new Conflict('This is too large for a proposal: propose it in parts', 'proposal_too_large')
  return {
    proposal_id: proposalId,
    key_id: viewer.keyId,
    proposed_by: viewer.name,
    agent: viewer.agent,
    verb,
    webhook_id: pending.webhookId,
    provider: pending.provider,
    base_version: pending.version === 1 ? null : pending.version - 1,
    input_json: inputJson,
    sealed: Object.keys(toSeal).length > 0 ? vault.seal(JSON.stringify(toSeal), proposalContext(proposalId)) : null,
    summary: summaryOf(verb, pending, warnings),
    change_json: changeJson,
    status: 'OPEN',
    created_at: atMs,
    expires_at: atMs + OPEN_MS,
  }
}

function withinBounds(row: ReturnType<typeof rowOf>, keyId: string, atMs: number): Statement {
  const { sql, params } = insert('proposals', row)
  const bounds = `(SELECT count(*) FROM proposals WHERE key_id = ? AND status = 'OPEN') < ${MAX_OPEN}
    AND (SELECT count(*) FROM proposals WHERE key_id = ? AND created_at > ?) < ${MAX_PER_HOUR}`
  return {
    sql: sql.replace(/VALUES \((.*)\)$/, `SELECT $1 WHERE ${bounds}`),
    params: [...params, keyId, keyId, atMs - HOUR_MS],
    expect: 1,
  }
}
