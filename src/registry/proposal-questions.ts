import type { Database } from '../backends/database/database.ts'
import type { Question } from '../backends/database/generated/sqlite/client.ts'
import type { Feed } from '../backends/feed/feed.ts'
import { AppError, Conflict, Forbidden } from '../errors.ts'
import { startRounds } from '../model/rounds.ts'
import type { Viewer } from '../model/viewer.ts'
import { approve, reject } from './decide.ts'
import { AskForProposalInput, parseInput } from './inputs.ts'
import { readProposal } from './proposals.ts'
import { ask } from './questions.ts'
import type { Registry } from './registry.ts'

/**
 * Puts a proposal to people where an event came from; their answer decides it. Answers the question's id.
 * @throws {Forbidden} also where an agent would name who may answer, or the event's webhook is one that an agent could speak through
 * @throws {Conflict} it is not open any more
 * @throws {NotFound | InvalidInput}
 */
export async function askForProposal(registry: Registry, viewer: Viewer, input: AskForProposalInput): Promise<string> {
  if (viewer.role === 'VIEWER') throw new Forbidden(`"${viewer.name}" may read, not act`)
  const { proposalId, eventId, answerers } = parseInput(AskForProposalInput, input)
  const proposal = await readProposal(registry, viewer, proposalId)
  if (viewer.role === 'AGENT' && answerers && answerers.length > 0) throw new Forbidden('Who may approve is not for an agent to say')
  if (proposal.status !== 'OPEN' || proposal.expiresAt.getTime() <= registry.now()) throw new Conflict('The proposal is not open any more')
  await requireTrusted(registry.db, eventId)
  const timeoutSeconds = Math.max(1, Math.floor((proposal.expiresAt.getTime() - registry.now()) / 1000))
  const proposer = proposal.agent === null ? proposal.proposedBy : `the agent ${proposal.agent}`
  const question = `May ${proposer} do this? ${proposal.summary}`
  return ask(registry, viewer, { eventId, question, kind: 'APPROVAL', answerers, timeoutSeconds }, proposalId)
}

/** Whoever knows a webhook's secret can speak through it as anyone: what an agent has made, and what nobody signs, decides nothing. */
async function requireTrusted(db: Database, eventId: string): Promise<void> {
  const event = await db.prisma.webhookEvent.findUnique({
    where: { eventId },
    select: { webhook: { select: { madeByKeyId: true, allowUnsigned: true } } },
  })
  if (event && isForgeable(event.webhook))
    throw new Forbidden('Nothing is approved through a webhook that an agent has made, or that takes unsigned deliveries')
}

function isForgeable({ madeByKeyId, allowUnsigned }: { madeByKeyId: string | null; allowUnsigned: boolean }): boolean {
  return madeByKeyId !== null || allowUnsigned
}

const SWEEP_MS = 5000
const PAGE = 50

/**
 * Decides proposals by the answers to their questions. The answer's row is the truth and the feed only a hint: at the start, and
 * now and then, every answer whose proposal is still open is followed, so a process that dies in between loses no decision.
 */
export function startProposalAnswers(registry: Registry, feed: Feed) {
  const { db, log } = registry
  const rounds = startRounds({
    everyMs: SWEEP_MS,
    round: followAll,
    failed: (err) => log.error({ err }, 'answers to proposals could not be followed'),
  })
  const unlisten = feed.listen((changes) => {
    if (changes.some(({ kind }) => kind === 'QUESTION_ANSWERED')) rounds.wake()
  })
  return { close }

  /** What cannot be followed waits for the next round. */
  async function followAll(): Promise<boolean> {
    for (const question of await readAnswered(db)) {
      const { questionId } = question
      await follow(registry, question).catch((err) => log.error({ err, questionId }, 'an answer to a proposal could not be followed'))
    }
    return false
  }

  async function close(): Promise<void> {
    unlisten()
    await rounds.close()
  }
}

async function readAnswered(db: Database): Promise<Question[]> {
  const ids = await db.read<{ id: string }>(
    `SELECT q.question_id AS id FROM questions q JOIN proposals p ON p.proposal_id = q.proposal_id
     WHERE p.status = 'OPEN' AND q.status = 'ANSWERED' ORDER BY q.question_id LIMIT ?`,
    [PAGE],
  )
  if (ids.length === 0) return []
  return db.prisma.question.findMany({ where: { questionId: { in: ids.map(({ id }) => id) } }, orderBy: { questionId: 'asc' } })
}

async function follow(registry: Registry, question: Question): Promise<void> {
  const proposal = await registry.db.prisma.proposal.findUniqueOrThrow({ where: { proposalId: question.proposalId! } })
  const decider = { actor: question.answeredBy ?? 'hookline', via: question.answeredVia ?? 'api' }
  if (question.answer !== 'approve') return reject(registry, proposal, decider)
  try {
    await approve(registry, proposal, decider)
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error
    // It will not become possible by trying again: the agent is to propose something that fits.
    const reason = `Approved by ${decider.actor}, but it cannot be done any more: ${error.message}`
    registry.log.warn({ proposalId: proposal.proposalId, code: error.code }, 'an approved proposal could not be carried out')
    await reject(registry, proposal, { actor: 'hookline', via: decider.via }, reason)
  }
}
