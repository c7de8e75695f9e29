import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { WebhookStateFragment } from '../../sdk/index.ts'
import { UsageError } from '../errors.ts'
import { COMMAND_DEFAULTS, fromServer, WEBHOOK_DEFAULTS } from './configuration.ts'
import { readFolder } from './read-folder.ts'

export interface Exported {
  id: string
  file: string
  state: 'written' | 'unchanged'
}

/** Writes a file for each webhook, over the one that the folder has of it. Files of other webhooks stay. */
export async function exportFiles(folder: string, webhooks: readonly WebhookStateFragment[], format: 'json' | 'yaml'): Promise<Exported[]> {
  await mkdir(folder, { recursive: true })
  const present = new Map((await readFolder(folder)).map(({ id, file }) => [id, file]))
  const exported: Exported[] = []
  for (const webhook of webhooks) {
    const file = present.get(webhook.id) ?? path.join(folder, fileName(webhook.id, format))
    exported.push({ id: webhook.id, file, state: (await writeIfNew(file, await print(file, toFile(webhook)))) ? 'written' : 'unchanged' })
  }
  return exported
}

/** As the server writes its own: what has its default is left out. */
function toFile(webhook: WebhookStateFragment): Record<string, unknown> {
  const { name, provider, enabled, commands, ...fields } = fromServer(webhook)
  return {
    webhook_id: webhook.id,
    name,
    provider,
    endpoint: webhook.endpoint,
    ...(webhook.hasSecret && { secret: 'stored' }),
    enabled,
    ...without(fields, WEBHOOK_DEFAULTS),
    commands: commands.map((command) => without(command, COMMAND_DEFAULTS)),
  }
}

function without(fields: Record<string, unknown>, defaults: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => !isDeepStrictEqual(value, defaults[name])))
}

async function print(file: string, value: unknown): Promise<string> {
  return file.endsWith('.json') ? `${JSON.stringify(value, null, 2)}\n` : (await import('yaml')).stringify(value)
}

async function writeIfNew(file: string, text: string): Promise<boolean> {
  const before = await readFile(file, 'utf8').catch(() => null)
  if (before === text) return false
  await writeFile(file, text)
  return true
}

/** An id comes from elsewhere: it must not lead out of the folder. */
function fileName(id: string, format: string): string {
  if (!/^[A-Za-z0-9-]+$/.test(id)) throw new UsageError(`The webhook ${JSON.stringify(id)} has no id that a file can have`)
  return `${id}.${format}`
}
