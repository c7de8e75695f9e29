import { isDeepStrictEqual } from 'node:util'
import type { Problem } from './located.ts'
import { type FileRow, FOLDER, problemsStatement } from './rows.ts'
import type { ConfigFilesDeps } from './state.ts'

/** What is beside a file while something is wrong with it. */
const TWIN = '.error'

function twinOf(name: string): string {
  return `${name}${TWIN}`
}

/** The file that a twin stands beside; null: this is no twin. */
export function fileOfTwin(name: string): string | null {
  return name.endsWith(TWIN) ? name.slice(0, -TWIN.length) : null
}

/** Says what is wrong with a file: in the database for the API, in the log, in its twin. What was said already is not said again. */
export async function report(deps: ConfigFilesDeps, name: string, problems: readonly Problem[], row: FileRow | undefined): Promise<void> {
  if (isDeepStrictEqual(problems, row?.problems ?? [])) return
  await deps.registry.db.write([problemsStatement(name, problems, deps.registry.now())])
  await tell(deps, name, problems)
}

/** The log and the twin alone. */
export async function tell({ folder, log, registry }: ConfigFilesDeps, name: string, problems: readonly Problem[]): Promise<void> {
  if (problems.length > 0) log.warn({ file: name, problems }, 'a config file has problems')
  if (name === FOLDER) return
  const twin = { file: name, at: new Date(registry.now()).toISOString(), errors: problems }
  const done = problems.length > 0 ? folder.write(twinOf(name), `${JSON.stringify(twin, null, 2)}\n`) : folder.remove(twinOf(name))
  await done.catch((err) => log.debug({ file: name, err }, 'no .error file could be written'))
}
