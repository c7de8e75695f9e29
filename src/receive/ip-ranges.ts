import type { BlockList } from 'node:net'
import type { Egress } from '../backends/egress/egress.ts'
import type { IpRangeFiles, KeptRanges } from '../backends/ip-ranges/ip-ranges.ts'
import { AppError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { toBlockList } from '../model/address-range.ts'
import type { ProviderName } from '../model/webhook.ts'
import { providers } from '../providers/index.ts'
import type { IpRanges as Published } from '../providers/provider.ts'
import { checkKept, fetchFiles } from './fetch-ip-ranges.ts'

/** Addresses to hold a sender against. A preset's list is replaced when the provider changes it; null: it is not known. */
export interface AddressSet {
  readonly preset: ProviderName | null
  readonly list: BlockList | null
}

export interface IpRangesStatus {
  /** When it was last fetched or found unchanged; null: never. */
  fetchedAt: Date | null
  /** Addresses and ranges. */
  count: number
  /** Why the last try brought nothing. */
  error: string | null
}

/** The addresses that providers send from, as they publish them. */
export interface IpRanges {
  /** Always the same one for a preset. Asking for it has the list fetched, in the background, when that is due. */
  set(preset: ProviderName): AddressSet
  /** Waits for a list where there is none yet. @throws {AppError} `ip_ranges_missing`: it cannot be had */
  need(preset: ProviderName): Promise<void>
  /** Null: the provider publishes none. */
  status(preset: ProviderName): IpRangesStatus | null
  /** From now on fetches the lists that are in use now and then. */
  keepFresh(inUse: () => ReadonlySet<ProviderName>): void
  close(): Promise<void>
}

interface Deps {
  files: IpRangeFiles
  fetch: Egress['fetch']
  mirror: string | null
  /** How old a list may become before it is fetched again, in milliseconds; 0: nothing is ever fetched. */
  everyMs: number
  now(): number
  log: Logger
}

interface Entry extends AddressSet {
  preset: ProviderName
  list: BlockList | null
  published: Published
  kept: KeptRanges | null
  error: string | null
  nextAtMs: number
  running: Promise<void> | null
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Of the period, at random, so that not all servers of the world come at the same time. */
const JITTER = 0.1

export async function openIpRanges(deps: Deps): Promise<IpRanges> {
  const { everyMs, now, log } = deps
  const entries = new Map<ProviderName, Entry>()
  for (const { name, ipRanges } of Object.values(providers)) if (ipRanges) entries.set(name, await openEntry(deps, name, ipRanges))
  let timer: NodeJS.Timeout | undefined
  return { set, need, status, keepFresh, close }

  function set(preset: ProviderName): AddressSet {
    const entry = entries.get(preset)
    if (entry) refreshIfDue(entry)
    return entry ?? { preset, list: null }
  }

  async function need(preset: ProviderName): Promise<void> {
    const entry = entries.get(preset)!
    if (entry.list === null && everyMs > 0) await refresh(entry)
    if (entry.list === null) throw new AppError('ip_ranges_missing', 400, entry.error ?? 'it was never fetched, and fetching is turned off')
  }

  function status(preset: ProviderName): IpRangesStatus | null {
    const entry = entries.get(preset)
    if (!entry) return null
    const { kept, error } = entry
    return { fetchedAt: kept && new Date(kept.fetchedAtMs), count: kept ? rangesOf(kept).length : 0, error }
  }

  async function close(): Promise<void> {
    clearInterval(timer)
    await Promise.all([...entries.values()].map(({ running }) => running))
  }

  function keepFresh(inUse: () => ReadonlySet<ProviderName>): void {
    if (everyMs > 0) timer = setInterval(() => inUse().forEach(set), Math.min(everyMs, MINUTE_MS)).unref()
  }

  function refreshIfDue(entry: Entry): void {
    if (everyMs > 0 && now() >= entry.nextAtMs) void refresh(entry)
  }

  function refresh(entry: Entry): Promise<void> {
    return (entry.running ??= take(entry).finally(() => (entry.running = null)))
  }

  async function take(entry: Entry): Promise<void> {
    try {
      const kept = { fetchedAtMs: now(), files: await fetchFiles(deps, entry.published, entry.kept) }
      await deps.files.write(entry.preset, kept)
      put(entry, kept)
      entry.nextAtMs = now() + everyMs * (1 + JITTER * (2 * Math.random() - 1))
      log.info({ preset: entry.preset, ranges: rangesOf(kept).length }, 'ip ranges fetched')
    } catch (error) {
      entry.error = (error as Error).message
      entry.nextAtMs = now() + Math.min(everyMs, entry.list ? HOUR_MS : MINUTE_MS)
      log.warn({ preset: entry.preset, err: error, known: entry.list !== null }, 'ip ranges could not be fetched')
    }
  }
}

async function openEntry({ files, log }: Deps, preset: ProviderName, published: Published): Promise<Entry> {
  const entry: Entry = { preset, published, list: null, kept: null, error: null, nextAtMs: 0, running: null }
  try {
    const kept = checkKept(await files.read(preset))
    if (kept) put(entry, kept)
    // A server that is started again and again does not ask each time.
    entry.nextAtMs = (kept?.fetchedAtMs ?? 0) + HOUR_MS
  } catch (error) {
    entry.error = (error as Error).message
    log.error({ preset, err: error }, 'kept ip ranges cannot be used')
  }
  return entry
}

function put(entry: Entry, kept: KeptRanges): void {
  entry.kept = kept
  entry.list = toBlockList(rangesOf(kept))
  entry.error = null
}

function rangesOf({ files }: KeptRanges): string[] {
  return [...new Set(Object.values(files).flatMap(({ ranges }) => ranges))]
}
