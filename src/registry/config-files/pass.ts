import type { Entry } from '../../backends/files/files.ts'
import { plainProblem } from './located.ts'
import { lookAtFiles } from './look-at-files.ts'
import { lookAtMissing } from './missing.ts'
import { fileOfTwin, report } from './problems.ts'
import { withdrawGone } from './propose.ts'
import { formatOf } from './read-file.ts'
import { FOLDER, readRows } from './rows.ts'
import type { ConfigFilesDeps, Memory, Pass } from './state.ts'
import { writeBack } from './write-back.ts'

/** With more none is looked at: which of them are left out, and so taken for gone, would be chance. */
const MAX_FILES = 10_000

export interface Passed {
  /** When something that waits is due; Infinity: nothing is. */
  againAtMs: number
  /** Whether the folder could be read. */
  isThere: boolean
}

/**
 * One look at the folder and at the webhooks: takes in what has changed in files, marks files that are gone, writes what has
 * changed elsewhere. It goes by how things stand and not by what was heard, so nothing is missed for good.
 */
export async function passOver(deps: ConfigFilesDeps, memory: Memory, isRescan: boolean): Promise<Passed> {
  const listed = await deps.folder.list().catch((error: NodeJS.ErrnoException) => error)
  const rows = await readRows(deps.registry)
  const trouble = troubleWith(listed)
  if (trouble !== null) {
    await report(deps, FOLDER, [plainProblem(`${trouble}: all webhooks go on as they are`)], rows.get(FOLDER))
    return { againAtMs: Number.POSITIVE_INFINITY, isThere: false }
  }
  const pass = toPass(listed as Entry[], memory, isRescan)
  await removeOldTwins(deps, pass, listed as Entry[])
  if (deps.proposes) await withdrawGone(deps.registry, (name) => pass.entries.has(name))
  await lookAtFiles(deps, pass)
  await lookAtMissing(deps, pass, await readRows(deps.registry))
  await writeBack(deps, pass, await readRows(deps.registry))
  forget(memory, pass)
  return { againAtMs: pass.againAtMs, isThere: true }
}

function troubleWith(listed: readonly Entry[] | NodeJS.ErrnoException): string | null {
  if (listed instanceof Error) return `the folder cannot be read (${listed.code})`
  return listed.filter(({ name }) => formatOf(name) !== null).length > MAX_FILES ? `there are more than ${MAX_FILES} files` : null
}

function toPass(listed: readonly Entry[], memory: Memory, isRescan: boolean): Pass {
  const files = listed.filter(({ name }) => formatOf(name) !== null)
  const byLowerCase = new Map<string, string>()
  for (const { name } of files) if (!byLowerCase.has(name.toLowerCase())) byLowerCase.set(name.toLowerCase(), name)
  return { entries: new Map(files.map((entry) => [entry.name, entry])), byLowerCase, isRescan, memory, againAtMs: Number.POSITIVE_INFINITY }
}

/** Twins of files that are gone. */
async function removeOldTwins({ folder }: ConfigFilesDeps, { entries }: Pass, listed: readonly Entry[]): Promise<void> {
  for (const { name } of listed) {
    const file = fileOfTwin(name)
    if (file !== null && formatOf(file) !== null && !entries.has(file)) await folder.remove(name).catch(() => {})
  }
}

function forget({ since, looked }: Memory, { entries }: Pass): void {
  for (const name of since.keys()) if (!entries.has(name)) since.delete(name)
  for (const name of looked.keys()) if (!entries.has(name)) looked.delete(name)
}
