import { isDeepStrictEqual } from 'node:util'
import { notice } from '../../actions/notice.ts'
import type { Statement } from '../../backends/database/database.ts'
import type { Problem } from './located.ts'
import { type FileRow, FOLDER, problemsStatement } from './rows.ts'
import type { ConfigFilesDeps } from './state.ts'

/** What is beside a file while something is wrong with it. */
const TWIN = '.error'

/** Problems of one file that are told elsewhere than in its twin. */
const MAX_TOLD = 20

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
  const atMs = deps.registry.now()
  const unit = problems.length > 0 ? [toldOf(name, problems, row?.webhookId ?? null, atMs)] : []
  await deps.registry.db.write([problemsStatement(name, problems, atMs), ...unit])
  await tell(deps, name, problems)
}

function toldOf(name: string, problems: readonly Problem[], webhookId: string | null, atMs: number): Statement {
  const told = problems.slice(0, MAX_TOLD)
  return notice({
    kind: 'config_file.problems',
    title: name === FOLDER ? 'The folder of config files has problems' : `The config file ${name} has problems`,
    body: told.map(({ message }) => message).join('; '),
    data: { file: name, webhook_id: webhookId, problems: told.map((problem) => ({ ...problem })) },
    webhookId: null,
    eventId: null,
    atMs,
  })
}

/** The log and the twin alone. */
export async function tell({ folder, log, registry }: ConfigFilesDeps, name: string, problems: readonly Problem[]): Promise<void> {
  if (problems.length > 0) log.warn({ file: name, problems }, 'a config file has problems')
  if (name === FOLDER) return
  const twin = { file: name, at: new Date(registry.now()).toISOString(), errors: problems }
  const done = problems.length > 0 ? folder.write(twinOf(name), `${JSON.stringify(twin, null, 2)}\n`) : folder.remove(twinOf(name))
  await done.catch((err) => log.debug({ file: name, err }, 'no .error file could be written'))
}
