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
    const done = await kind(job, tools)
    return { ...done, response: await struck(tools, done.response) }
  } catch (error) {
    const { message, detail } = toFailed(error)
    const [text, response] = [await struck(tools, message), await struck(tools, detail.response)]
    throw new Failed(text ?? 'It failed', { ...detail, response })
  }
}

/** Who was written to may say again what the request carried: that is stored and logged without secrets, or not at all. */
async function struck(tools: Tools, text: string | null): Promise<string | null> {
  return text === null ? null : tools.withoutSecrets(text).catch(() => null)
}
