import { setTimeout as sleep } from 'node:timers/promises'
import type { Feed } from '../../backends/feed/feed.ts'
import { passOver } from './pass.ts'
import type { ConfigFilesDeps, Memory } from './state.ts'

export interface ConfigFiles {
  /** Takes in what lies in the folder by now. Waits for half-written files, but not for long. */
  look(): Promise<void>
  close(): Promise<void>
}

interface Deps extends ConfigFilesDeps {
  feed: Feed
  /** How often the folder is looked at without news of it. Default 30 s. */
  rescanMs?: number
}

/** Several files that are written together are taken in together. */
const GATHER_MS = 50
const RESCAN_MS = 30_000
const LOOK_MS = 1500
const LOOK_AGAIN_MS = 100
/** Timers take no more. */
const MAX_TIMER_MS = 2 ** 31 - 1
const WEBHOOK_CHANGES = new Set(['WEBHOOK_CREATED', 'WEBHOOK_UPDATED', 'WEBHOOK_DELETED'])

/** Keeps the folder of config files and the webhooks the same, from both sides. */
export function startConfigFiles({ feed, rescanMs = RESCAN_MS, ...deps }: Deps): ConfigFiles {
  const memory: Memory = { looked: new Map(), since: new Map(), unwritable: null }
  let last: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let dueAtMs = Number.POSITIVE_INFINITY
  let wasThere = true
  let closed = false
  const watch = deps.folder.watch(() => wakeAt(Date.now() + GATHER_MS))
  const unlisten = feed.listen((changes) => {
    if (changes.some(({ kind }) => WEBHOOK_CHANGES.has(kind))) wakeAt(Date.now() + GATHER_MS)
    // Files that are not in force are looked at again: one of them may have been decided.
    if (deps.proposes && changes.some(({ kind }) => kind === 'PROPOSAL_DECIDED')) void run(true)
  })
  const rescan = setInterval(() => void run(true), rescanMs)
  rescan.unref()
  return { look, close }

  async function look(): Promise<void> {
    const endsAtMs = Date.now() + LOOK_MS
    for (;;) {
      const againAtMs = await run(false)
      const waitMs = Math.max(LOOK_AGAIN_MS, againAtMs - Date.now())
      if (closed || Date.now() + waitMs > endsAtMs) return
      await sleep(waitMs)
    }
  }

  async function close(): Promise<void> {
    closed = true
    clearInterval(rescan)
    clearTimeout(timer)
    unlisten()
    await Promise.all([last, watch.close()])
  }

  function wakeAt(atMs: number): void {
    if (closed || atMs >= dueAtMs) return
    dueAtMs = atMs
    clearTimeout(timer)
    timer = setTimeout(() => void run(false), Math.min(Math.max(0, atMs - Date.now()), MAX_TIMER_MS)).unref()
  }

  /** One after the other. Answers when something that waits is due. */
  function run(isRescan: boolean): Promise<number> {
    dueAtMs = Number.POSITIVE_INFINITY
    const result = last.then(() => (closed ? Number.POSITIVE_INFINITY : pass(isRescan)))
    last = result
    return result
  }

  async function pass(isRescan: boolean): Promise<number> {
    try {
      const { againAtMs, isThere } = await passOver(deps, memory, isRescan)
      if (isThere && !wasThere) watch.again()
      wasThere = isThere
      if (againAtMs !== Number.POSITIVE_INFINITY) wakeAt(Math.max(againAtMs, Date.now() + GATHER_MS))
      return againAtMs
    } catch (err) {
      if (!closed) deps.log.error({ err }, 'the config files could not be looked at')
      return Number.POSITIVE_INFINITY
    }
  }
}
