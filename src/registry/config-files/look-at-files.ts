import { contentHash, type Entry, FileChanged } from '../../backends/files/files.ts'
import { Conflict } from '../../errors.ts'
import { BadFile, type Problem, plainProblem } from './located.ts'
import { report, tell } from './problems.ts'
import { formatOf, maxBytesOf, readConfigFile } from './read-file.ts'
import { type FileRow, readRows, refreshRows } from './rows.ts'
import type { ConfigFilesDeps, Looked, Pass } from './state.ts'
import { type TakenIn, takeIn } from './take-in.ts'

/** How long YAML must stand still: half of a file may be a whole one. JSON tells its end. */
const SETTLE_MS = 300
/** How long a text that cannot be read is taken for a half-written one. */
const UNFINISHED_MS = 700

type Rows = ReadonlyMap<string, FileRow>

/**
 * Takes in every file that has changed. What one refuses may be made good by another (a target, an id that becomes free), so
 * refused ones are tried again while any is taken.
 */
export async function lookAtFiles(deps: ConfigFilesDeps, pass: Pass): Promise<void> {
  let left = [...pass.entries.values()].filter((entry) => isDue(entry, pass))
  for (;;) {
    const refused: { entry: Entry; problems: readonly Problem[]; looked: Looked }[] = []
    let taken = 0
    const rows = await readRows(deps.registry)
    for (const entry of left) {
      const outcome = await lookAt(deps, pass, entry, rows)
      if (outcome === 'taken') {
        taken++
        await refreshRows(deps.registry, rows, entry.name)
      } else if (typeof outcome === 'object') refused.push({ entry, ...outcome })
    }
    left = refused.map(({ entry }) => entry)
    if (taken > 0 && left.length > 0) continue
    for (const { entry, problems, looked } of refused) {
      pass.memory.looked.set(entry.name, looked)
      await report(deps, entry.name, problems, rows.get(entry.name))
    }
    return
  }
}

function isDue({ name, signature }: Entry, { memory, isRescan }: Pass): boolean {
  const looked = memory.looked.get(name)
  return !looked || looked.signature !== signature || (isRescan && (looked.isRefused || looked.hasReference))
}

type Outcome = 'taken' | 'same' | 'waits' | { problems: readonly Problem[]; looked: Looked }

async function lookAt(deps: ConfigFilesDeps, pass: Pass, entry: Entry, rows: Rows): Promise<Outcome> {
  const { name, signature } = entry
  const looked = { signature, hash: null as string | null, isRefused: true, hasReference: false }
  const age = ageOf(deps, pass, entry)
  try {
    if (formatOf(name) === 'yaml' && age < SETTLE_MS) return waits(deps, pass)
    const bytes = await readBytes(deps, pass, entry)
    looked.hash = contentHash(bytes)
    const row = rows.get(name)
    if (row && isInSync(row, looked.hash) && !pass.memory.looked.get(name)?.hasReference && !mayHaveReference(bytes)) {
      pass.memory.looked.set(name, { ...looked, isRefused: false })
      return 'same'
    }
    const file = readConfigFile(bytes, formatOf(name)!)
    const others = [...rows.values()].filter((other) => other.name !== name)
    const taken = await takeIn(deps, { name, hash: looked.hash, file, row, others, isThere: (other) => pass.entries.has(other) })
    await finish(deps, pass, { looked, taken, row, name })
    return row && isInSync(row, looked.hash) ? 'same' : 'taken'
  } catch (error) {
    if (error instanceof BadFile) return error.isSyntax && age < UNFINISHED_MS ? waits(deps, pass) : { problems: error.problems, looked }
    // The API was at the same webhook, or an editor at the file.
    if (error instanceof Conflict || error instanceof FileChanged) return waits(deps, pass)
    deps.log.error({ file: name, err: error }, 'a config file could not be taken in')
    return 'same'
  }
}

/** A reference leads to what may change by itself. */
function mayHaveReference(bytes: Buffer): boolean {
  return /["']?(env|file)["']?\s*:/.test(bytes.toString('latin1'))
}

function isInSync(row: FileRow, hash: string): boolean {
  return row.hash === hash && row.webhookId !== null && row.missingSinceMs === null && row.problems.every(({ taken }) => taken)
}

function waits({ registry }: ConfigFilesDeps, pass: Pass): 'waits' {
  pass.againAtMs = Math.min(pass.againAtMs, registry.now() + SETTLE_MS)
  return 'waits'
}

/** By the file system's clock or, where that is another one, since it was first seen so. */
function ageOf({ registry }: ConfigFilesDeps, { memory }: Pass, { name, signature, changedAtMs }: Entry): number {
  const nowMs = registry.now()
  if (memory.since.get(name)?.signature !== signature) memory.since.set(name, { signature, atMs: nowMs })
  return Math.max(nowMs - changedAtMs, nowMs - memory.since.get(name)!.atMs)
}

/** @throws {BadFile} */
async function readBytes({ folder }: ConfigFilesDeps, { byLowerCase }: Pass, { name, trouble }: Entry): Promise<Buffer> {
  const first = byLowerCase.get(name.toLowerCase())!
  const problem = trouble ?? (first === name ? null : `differs from "${first}" in upper and lower case only`)
  if (problem !== null) throw new BadFile([plainProblem(problem)])
  try {
    return await folder.read(name, maxBytesOf(formatOf(name)!))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new BadFile([plainProblem(code ? `cannot be read (${code})` : message)])
  }
}

interface Finish {
  name: string
  looked: Looked
  taken: TakenIn
  row: FileRow | undefined
}

/** What is said about a file that was taken, and what it is to hold instead. */
async function finish(deps: ConfigFilesDeps, { memory }: Pass, { name, looked, taken, row }: Finish): Promise<void> {
  const { webhookId, rewritten, problems, hasReference, isProposed } = taken
  const isNews = !row || row.hash !== looked.hash
  if (isProposed) await report(deps, name, problems, row)
  else {
    if (isNews) deps.log.info({ file: name, webhookId }, 'config file taken in')
    if (JSON.stringify(problems) !== JSON.stringify(row?.problems ?? [])) await tell(deps, name, problems)
  }
  memory.looked.set(name, { ...looked, isRefused: isProposed, hasReference })
  if (rewritten === null) return
  try {
    await deps.folder.write(name, rewritten, looked.hash!)
    memory.looked.set(name, { ...looked, hash: contentHash(rewritten), signature: '', isRefused: isProposed, hasReference })
  } catch (error) {
    if (error instanceof FileChanged) throw error
    const problem = plainProblem('holds a secret in clear, and cannot be written: put "stored" in its place')
    memory.looked.set(name, { ...looked, isRefused: true, hasReference })
    await report(deps, name, [...problems, problem], row)
  }
}
