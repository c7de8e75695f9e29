import { isDeepStrictEqual } from 'node:util'
import type { Credentials } from '../../actions/credentials.ts'
import type { WebhookWithParts } from '../../backends/database/database.ts'
import { secretContext, type Vault } from '../../backends/vault/vault.ts'
import { type InputIssue, InvalidInput } from '../../errors.ts'
import { isAddress } from '../checks.ts'
import { openOwnCredentials } from '../secrets.ts'
import { readReference, type SecretSource } from './secret-source.ts'
import type { ConfigFile } from './shape.ts'

/** What a file says of secrets, against what is stored. */
export interface FileSecrets {
  /** Left out: it stays. */
  secret?: string
  /** Left out: they stay; null: there are to be none. */
  credentials?: Credentials | null
  /** Where a secret stands in clear in the file. */
  inClear: string[][]
  /** `"stored"` where nothing is. */
  lacks: InputIssue[]
}

export interface SecretDeps {
  vault: Vault
  source: SecretSource
}

type Stored = WebhookWithParts | null
type Said = Pick<ConfigFile, 'secret' | 'credentials'>

/** @throws {InvalidInput} where a reference leads nowhere, or a stored token would go to another address */
export async function readFileSecrets(deps: SecretDeps, said: Said, stored: Stored): Promise<FileSecrets> {
  const secret = await readSecret(deps, said, stored)
  const credentials = await readCredentials(deps, said, stored)
  return {
    ...secret,
    ...credentials,
    inClear: [...secret.inClear, ...credentials.inClear],
    lacks: [...secret.lacks, ...credentials.lacks],
  }
}

/** Whether a file's references lead to what is stored. */
export async function areSecretsStored(deps: SecretDeps, said: Said, stored: WebhookWithParts): Promise<boolean> {
  try {
    const found = await readFileSecrets(deps, said, stored)
    return !('secret' in found) && !('credentials' in found) && found.lacks.length === 0
  } catch (error) {
    if (error instanceof InvalidInput) return false
    throw error
  }
}

/** Whether it names anything that lies outside of the file and may change by itself. */
export function hasReference({ secret, credentials }: Said): boolean {
  return [secret, ...Object.values(credentials ?? {})].some((value) => typeof value === 'object' && value !== null)
}

async function readSecret({ vault, source }: SecretDeps, { secret }: Said, stored: Stored): Promise<FileSecrets> {
  const inClear = typeof secret === 'string' && secret !== 'stored' ? [['secret']] : []
  if (secret === undefined || secret === null) return { inClear, lacks: [] }
  if (secret === 'stored') return { inClear, lacks: stored?.secret ? [] : [lacking(['secret'])] }
  const value = typeof secret === 'string' ? secret : await readReference(source, secret, ['secret'])
  return value === newestSecret(vault, stored) ? { inClear, lacks: [] } : { secret: value, inClear, lacks: [] }
}

async function readCredentials({ vault, source }: SecretDeps, { credentials }: Said, stored: Stored): Promise<FileSecrets> {
  const nothing = { inClear: [], lacks: [] }
  if (credentials === undefined) return nothing
  if (credentials === null) return stored?.credentials ? { ...nothing, credentials } : nothing
  if (credentials === 'stored') return { ...nothing, lacks: stored?.credentials ? [] : [lacking(['credentials'])] }
  const earlier = stored ? openStored(() => openOwnCredentials(vault, stored)) : undefined
  const values: Credentials = {}
  for (const [name, value] of Object.entries(credentials))
    values[name] =
      value === 'stored'
        ? requireStored(earlier, name)
        : typeof value === 'string'
          ? value
          : await readReference(source, value, ['credentials', name])
  requireSameAddress(earlier ?? {}, values, credentials)
  const inClear = Object.entries(credentials).flatMap(([name, value]) =>
    typeof value === 'string' && value !== 'stored' && !isAddress(name) ? [['credentials', name]] : [],
  )
  return isDeepStrictEqual(values, earlier ?? {}) ? { inClear, lacks: [] } : { credentials: values, inClear, lacks: [] }
}

function requireStored(earlier: Credentials | undefined, name: string): string {
  const value = earlier && Object.hasOwn(earlier, name) ? earlier[name] : undefined
  if (value === undefined) throw new InvalidInput([lacking(['credentials', name])])
  return value
}

/** What is stored never goes to another address than the one it was given with. */
function requireSameAddress(earlier: Credentials, values: Credentials, said: Record<string, unknown>): void {
  if (!Object.values(said).includes('stored')) return
  const moved = ['baseUrl', 'replyUrl'].find((name) => earlier[name] !== values[name])
  if (moved)
    throw new InvalidInput([{ path: ['credentials', moved], message: 'the address has changed: give what is "stored" anew, beside it' }])
}

function lacking(path: string[]): InputIssue {
  return { path, message: 'nothing is stored: give the value here once, or set it through the API' }
}

function newestSecret(vault: Vault, stored: Stored): string | undefined {
  const newest = stored?.secrets.filter(({ expiresAt }) => expiresAt === null).sort((a, b) => (a.secretId < b.secretId ? 1 : -1))[0]
  return newest && openStored(() => vault.open(newest.sealed, secretContext(newest.secretId)))
}

/** Undefined: it is under a key that is gone, so what the file says is taken in its place. */
function openStored<T>(open: () => T): T | undefined {
  try {
    return open()
  } catch {
    return undefined
  }
}
