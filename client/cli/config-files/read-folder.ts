import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { UsageError } from '../errors.ts'
import { COMMAND_DEFAULTS, type CommandConfiguration, type Configuration, WEBHOOK_DEFAULTS } from './configuration.ts'

/** What one file says. */
export interface WebhookFile {
  /** The file's path. */
  file: string
  id: string
  configuration: Configuration
  /** Undefined: it says nothing, or that it is stored. */
  secret?: unknown
  credentials?: unknown
}

const FORMATS = /\.(json|ya?ml)$/
/** What is in a file for others to read, as the server writes it. */
const ASIDE = [
  '$schema',
  'webhook_id',
  'endpoint',
  'url',
  'secret',
  'credentials',
  'commands',
  'has_secret',
  'version',
  'created_at',
  'created_by',
  'updated_at',
]
const ASIDE_OF_COMMAND = ['command_id', 'webhook_id', 'version']

/** Every config file of a folder. @throws {UsageError} with all that is wrong, file by file */
export async function readFolder(folder: string): Promise<WebhookFile[]> {
  const names = (await readNames(folder)).filter((name) => FORMATS.test(name) && !name.startsWith('.')).sort()
  const files = await Promise.allSettled(names.map((name) => readWebhookFile(path.join(folder, name))))
  const problems = files.flatMap((result) => (result.status === 'rejected' ? [String((result.reason as Error).message)] : []))
  if (problems.length > 0) throw new UsageError(problems.join('\n'))
  const found = files.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  requireDistinct(found)
  return found
}

async function readNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    throw new UsageError(`The folder cannot be read: ${(error as Error).message}`)
  }
}

async function readWebhookFile(file: string): Promise<WebhookFile> {
  const json = await parse(file)
  if (!isObject(json)) throw new UsageError(`${file}: expected an object`)
  const { webhook_id, secret, credentials, commands = [] } = json
  const id = webhook_id ?? path.basename(file).replace(FORMATS, '')
  if (typeof id !== 'string') throw new UsageError(`${file}: webhook_id: expected a text`)
  const fields = complete(file, json, WEBHOOK_DEFAULTS, ASIDE)
  if (!Array.isArray(commands)) throw new UsageError(`${file}: commands: expected a list`)
  const configuration = {
    ...fields,
    provider: String(fields.provider).toLowerCase(),
    commands: commands.map((one) => readCommand(file, one)),
  }
  return { file, id, configuration, secret: unlessStored(secret), credentials: unlessStored(credentials) }
}

function readCommand(file: string, json: unknown): CommandConfiguration {
  if (!isObject(json)) throw new UsageError(`${file}: commands: expected objects`)
  const command = complete(file, json, COMMAND_DEFAULTS, ASIDE_OF_COMMAND)
  return { ...command, action: String(command.action).toLowerCase(), coalesce: String(command.coalesce).toUpperCase() }
}

async function parse(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8')
  try {
    return file.endsWith('.json') ? JSON.parse(text) : (await import('yaml')).parse(text)
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`)
  }
}

/** A field that nobody knows is a mistake in writing, and one that has no default must be there. */
function complete(file: string, json: Record<string, unknown>, defaults: Readonly<Record<string, unknown>>, aside: readonly string[]) {
  const unknown = Object.keys(json).filter((name) => !Object.hasOwn(defaults, name) && !aside.includes(name))
  const missing = Object.keys(defaults).filter((name) => defaults[name] === undefined && (json[name] ?? undefined) === undefined)
  if (unknown.length > 0) throw new UsageError(`${file}: ${unknown.join(', ')}: there is no such field`)
  if (missing.length > 0) throw new UsageError(`${file}: ${missing.join(', ')}: missing`)
  return Object.fromEntries(Object.keys(defaults).map((name) => [name, json[name] ?? defaults[name]]))
}

function requireDistinct(files: readonly WebhookFile[]): void {
  const seen = new Map<string, string>()
  for (const { id, file } of files) {
    const other = seen.get(id)
    if (other) throw new UsageError(`${file} and ${other} are both of the webhook ${id}`)
    seen.set(id, file)
  }
}

function unlessStored(value: unknown): unknown {
  return value === 'stored' || value === null ? undefined : value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
