import type { Statement } from '../../backends/database/database.ts'
import type { JsonObject } from '../../model/json.ts'
import type { PendingChange, Registry } from '../registry.ts'
import { recordStatements } from './rows.ts'

/** What a proposal keeps of its file, beside the change's input. */
export interface ProposedFile {
  name: string
  /** Of the content that was proposed, without secrets. */
  hash: string
  /** The file says which webhook it is of, by its name or in it. */
  isNamed: boolean
}

/** The member of a proposal's input that holds a ProposedFile; no input of a change has one of this name. */
const MEMBER = 'config_file'

export function withFile(input: JsonObject, { name, hash, isNamed }: ProposedFile): JsonObject {
  return { ...input, [MEMBER]: { name, hash, isNamed } }
}

/** Null: it does not come of a file. */
export function fileOf({ inputJson }: { inputJson: string }): ProposedFile | null {
  return JSON.parse(inputJson)[MEMBER] ?? null
}

/** The input as the change takes it. */
export function withoutFile({ [MEMBER]: _, ...input }: JsonObject): JsonObject {
  return input
}

/**
 * The record that a file and its webhook say the same, for the unit of the change. What is said of the file stays until the next
 * look, which takes away its `.error`, too.
 */
export async function recordOf(
  { db, now }: Registry,
  { name, hash, isNamed }: ProposedFile,
  { webhookId, version }: PendingChange,
): Promise<Statement[]> {
  const row = await db.prisma.configFile.findUnique({ where: { name } })
  const problems = JSON.parse(row?.problemsJson ?? '[]')
  return recordStatements({ name, hash, webhookId, version: isNamed ? version : 0 }, { problems, atMs: now() })
}
