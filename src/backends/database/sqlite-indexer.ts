import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, type Worker, workerData } from 'node:worker_threads'
import { createRest } from './index-rest.ts'
import { createIndex, openIndex } from './sqlite-index.ts'
import { startThread } from './thread.ts'

const MARK = 'hookline-sqlite-indexer'
const FIRST_STEPS = 10
const LOOK_EVERY_MS = 1000
/** Of entries of the feed; a delivery makes about three. */
const BUSY_PER_SECOND = 3000

/** What the thread says. An empty message: it is there. */
export interface FromIndexer {
  /** A number that it was sent: everything that was stored before is in the index. */
  caughtUp?: number
  trouble?: string
}

/** Starts the thread that keeps the index of an SQLite file. It answers each number that it is sent. */
export function startIndexer(file: string, indexFile: string): Worker {
  return startThread(fileURLToPath(import.meta.url), 'sqlite-indexer', { mark: MARK, file, indexFile })
}

if (!isMainThread && workerData?.mark === MARK) serve(workerData.file, workerData.indexFile)

function serve(file: string, indexFile: string): void {
  const index = createIndex(openIndex(file, indexFile))
  // What a young database holds is there from the first search on.
  for (let step = 0; step < FIRST_STEPS && attempt(index.fill); step++);
  const rest = createRest(BUSY_PER_SECOND)
  let end = 0
  const waiting: number[] = []
  let timer = setTimeout(work, 0)
  parentPort!.on('message', (number: number) => {
    waiting.push(number)
    clearTimeout(timer)
    timer = setTimeout(work, 0)
  })
  say({})

  function work(): void {
    const startedAt = performance.now()
    const followed = attempt(index.follow)
    const isBehind = followed && followed.upTo < followed.end
    if (!isBehind) for (const number of waiting.splice(0)) say({ caughtUp: number })
    const hasMore = isBehind || attempt(index.fill) || attempt(index.clean)
    if (followed) end = followed.end
    const times = rest(end)
    const restMs = waiting.length > 0 ? 0 : times * (performance.now() - startedAt)
    timer = setTimeout(work, hasMore ? restMs : LOOK_EVERY_MS)
  }

  function attempt<Answer>(step: () => Answer): Answer | false {
    try {
      return step()
    } catch (error) {
      say({ trouble: (error as Error).message })
      return false
    }
  }
}

function say(message: FromIndexer): void {
  parentPort!.postMessage(message)
}
