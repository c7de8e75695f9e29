import { answerSource } from './answer-source.ts'
import { toFailed } from './failed.ts'
import { forward } from './forward.ts'
import { type Done, Failed, type Job, type Tools } from './job.ts'
import { putQuestion } from './put-question.ts'
import { say } from './say.ts'

const KINDS: Readonly<Record<string, (job: Job, tools: Tools) => Promise<Done>>> = {
  comment: say,
  ask: putQuestion,
  respond: answerSource,
  forward,
}

/** Carries an action out, once. @throws {Failed} and nothing else */
export async function carryOut(job: Job, tools: Tools): Promise<Done> {
  const kind = KINDS[job.kind]
  if (!kind) throw new Failed(`${job.kind} is nothing that can be carried out`, { retryable: false })
  try {
    return await kind(job, tools)
  } catch (error) {
    throw toFailed(error)
  }
}
