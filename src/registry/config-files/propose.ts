import type { Proposal } from '../../backends/database/generated/sqlite/client.ts'
import { Conflict, EgressFailed, Proposed } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import type { Viewer } from '../../model/viewer.ts'
import { type AnyChange, CHANGES } from '../changes.ts'
import { decisionOf, reject } from '../decide.ts'
import { cautionsOf } from '../leash-rules.ts'
import { propose } from '../proposals.ts'
import type { PendingChange, Registry } from '../registry.ts'
import { type Problem, plainProblem } from './located.ts'
import { fileOf, type ProposedFile, withFile } from './proposed-file.ts'
import { CONFIG_FILE_VIEWER } from './viewer.ts'

const FILE = { actor: CONFIG_FILE_VIEWER.name, via: 'file' }
/** What a file's proposals stand under in place of a key's id: each file has bounds of its own. */
const KEY_PREFIX = `${CONFIG_FILE_VIEWER.keyId}:`

/** The latest proposal of a file; null: there was none. */
export function latestOf({ db }: Pick<Registry, 'db'>, name: string): Promise<Proposal | null> {
  return db.prisma.proposal.findFirst({ where: { keyId: KEY_PREFIX + name }, orderBy: { proposalId: 'desc' } })
}

/**
 * Whether a proposal waits for a person with this content. One that was made for another version of the webhook is made anew,
 * unless it holds secrets: by now the file does not have them any more.
 */
export function isWaiting(proposal: Proposal | null, hash: string, version: number | null): proposal is Proposal {
  if (proposal?.status !== 'OPEN' || fileOf(proposal)?.hash !== hash) return false
  return proposal.baseVersion === version || proposal.sealed !== null
}

/** Whether a person has rejected this content, and it was the last that the file said. */
export function isRejected(proposal: Proposal | null, hash: string): proposal is Proposal {
  return proposal?.status === 'REJECTED' && proposal.decidedBy !== FILE.actor && fileOf(proposal)?.hash === hash
}

export function waitingProblem(proposalId: string): Problem {
  return plainProblem(`waits for a person: proposal ${proposalId}`)
}

export function rejectedProblem({ proposalId, decidedBy, reason }: Proposal): Problem {
  return plainProblem(`rejected by ${decidedBy}${reason ? `: ${reason}` : ''} (proposal ${proposalId}): change the file, or put it back`)
}

/** There is nothing left to decide. */
export async function withdraw(registry: Registry, proposal: Proposal | null, reason: string): Promise<void> {
  if (proposal?.status === 'OPEN') await reject(registry, proposal, FILE, reason)
}

/** Takes back what files have proposed that are not there any more. */
export async function withdrawGone(registry: Registry, isThere: (name: string) => boolean): Promise<void> {
  const open = await registry.db.prisma.proposal.findMany({ where: { status: 'OPEN', keyId: { startsWith: KEY_PREFIX } } })
  for (const proposal of open)
    if (!isThere(proposal.keyId.slice(KEY_PREFIX.length))) await withdraw(registry, proposal, 'The file is gone').catch(ignoreConflict)
}

interface Wanted {
  verb: 'createWebhook' | 'updateWebhook'
  input: JsonObject
  /** The file's latest proposal: it is replaced where it is open. */
  before: Proposal | null
}

/**
 * Checks a file's change as every change is and stores it as a proposal. Answers what is to be said of the file; null: nothing
 * would change.
 * @throws {InvalidInput | Conflict} as the change itself
 */
export async function proposeFile(registry: Registry, file: ProposedFile, { verb, input, before }: Wanted): Promise<Problem | null> {
  const viewer: Viewer = { ...CONFIG_FILE_VIEWER, keyId: KEY_PREFIX + file.name }
  try {
    await (CHANGES[verb] as AnyChange)({ ...registry, commit, egress: withoutCalls(registry) }, viewer, input)
    return null
  } catch (error) {
    if (error instanceof Proposed) return waitingProblem(error.proposalId)
    // Looking again at once would change nothing.
    if (error instanceof Conflict && error.code.includes('proposal')) return plainProblem(error.message)
    throw error
  }

  async function commit(pending: PendingChange): Promise<never> {
    const beside = before?.status === 'OPEN' ? decisionOf(before, 'REJECTED', FILE, registry.now(), 'The file has changed') : []
    throw await propose(registry, viewer, { verb, input: withFile(input, file), pending, warnings: cautionsOf(pending), beside })
  }
}

/** Credentials go nowhere before a person has seen where to; they are tried when the proposal is approved. */
function withoutCalls({ egress }: Registry): Registry['egress'] {
  const fetch = () => Promise.reject(new EgressFailed('Not tried yet: a person decides first', false))
  return { fetch, checkTarget: (url) => egress.checkTarget(url) }
}

/** Somebody was faster. */
function ignoreConflict(error: unknown): void {
  if (!(error instanceof Conflict)) throw error
}
