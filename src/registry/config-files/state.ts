import type { Entry, Folder } from '../../backends/files/files.ts'
import type { Logger } from '../../log.ts'
import type { SecretSource } from './secret-source.ts'
import type { TakeInDeps } from './take-in.ts'

export interface ConfigFilesDeps extends TakeInDeps {
  folder: Folder
  source: SecretSource
  log: Logger
  /** How long a file may be away before its webhook is disabled. */
  graceMs: number
}

/** What was found when a file was last looked at. */
export interface Looked {
  signature: string
  /** Null: it could not be read. */
  hash: string | null
  /** It is not taken. */
  isRefused: boolean
  hasReference: boolean
}

/** What the process remembers between two looks at the folder. */
export interface Memory {
  looked: Map<string, Looked>
  /** Since when a file stands as it stands. */
  since: Map<string, { signature: string; atMs: number }>
  /** Why nothing is written at present; null: it is. */
  unwritable: string | null
}

export interface Pass {
  /** The config files, by name. */
  entries: ReadonlyMap<string, Entry>
  /** By the name in lower case: the first of them. */
  byLowerCase: Map<string, string>
  /** Files that are not taken are looked at again. */
  isRescan: boolean
  memory: Memory
  /** When to look again at the latest, for something waits; Infinity: nothing does. */
  againAtMs: number
}
