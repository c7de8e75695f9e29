import { checkCommand } from '../engine/compile.ts'
import { InvalidInput } from '../errors.ts'
import type { ProviderName } from '../model/webhook.ts'
import { providers } from '../providers/index.ts'
import type { CommandInput } from '../registry/inputs.ts'
import type { GraphqlContext } from './context.ts'
import { newestIds, type PreviewResult, readContent, tryCommand, withPayload } from './preview.ts'
import { countRows } from './row-pages.ts'

/** How far a back-test is. `results` are those since the message before, newest event first. */
export interface PreviewProgress {
  tried: number
  of: number
  matched: number
  results: PreviewResult[]
  done: boolean
}
interface Input {
  webhookId: string
  command: CommandInput
  last: number
}

const MAX_EVENTS = 10_000
const PAGE = 200

/**
 * As `previewCommand`, over more events: first how many there are, then page by page what came of them, at last `done`. A page
 * is read when the one before was taken; nothing more is once the caller has gone or `return` was called. What comes
 * meanwhile is not looked at.
 * @throws {NotFound | InvalidInput} at once, before the stream begins
 */
export async function streamPreview(
  context: GraphqlContext,
  { webhookId, command, last }: Input,
): Promise<AsyncIterableIterator<PreviewProgress>> {
  if (last < 1 || last > MAX_EVENTS) throw new InvalidInput([{ path: ['last'], message: `expected 1 to ${MAX_EVENTS}, got ${last}` }])
  const content = await readContent(context, webhookId, command)
  checkCommand(content.command, providers[content.provider as ProviderName])
  return stoppable(context, (own) => run(own, { webhookId, last, content }))
}

/** A generator's own `return` waits for what it is about; this one, and the caller's leaving, end it there. */
function stoppable<Value>(
  context: GraphqlContext,
  start: (own: GraphqlContext) => AsyncGenerator<Value, void>,
): AsyncIterableIterator<Value> {
  const ended = new AbortController()
  const generator = start({ ...context, signal: ended.signal })
  const stop = () => {
    ended.abort()
    return generator.return()
  }
  context.signal.addEventListener('abort', () => void stop(), { signal: ended.signal })
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      const result = await generator.next()
      if (result.done) ended.abort()
      return result
    },
    return: stop,
  }
}

/** Begins when its first message is asked for: what is never read holds no place. @throws {Refused} `too_many_previews` */
async function* run(context: GraphqlContext, { webhookId, last, content }: Run): AsyncGenerator<PreviewProgress, void> {
  const leave = context.previews.enter(context.viewer.keyId)
  try {
    const of = await countRows(context.registry.db, withPayload(webhookId), last)
    let progress: PreviewProgress = { tried: 0, of, matched: 0, results: [], done: of === 0 }
    yield progress
    for (let below: string | undefined; !progress.done; ) {
      const ids = await newestIds(context, webhookId, Math.min(PAGE, of - progress.tried), below)
      below = ids.at(-1)
      const results = await tryCommand(context, { webhookIds: [webhookId], ids, ...content })
      if (context.signal.aborted) return
      progress = next(progress, results, ids.length)
      yield progress
    }
  } finally {
    leave()
  }
}

interface Run extends Pick<Input, 'webhookId' | 'last'> {
  content: Awaited<ReturnType<typeof readContent>>
}

/** A page without events is the last one, too: some may have lost their payload since they were counted. */
function next({ tried, of, matched }: PreviewProgress, results: PreviewResult[], found: number): PreviewProgress {
  const now = tried + found
  return { tried: now, of, matched: matched + results.filter((one) => one.matched).length, results, done: found === 0 || now >= of }
}
