import type { WebhookCommand } from '../backends/database/generated/sqlite/client.ts'
import type { Viewer } from '../model/viewer.ts'
import type { CommandInput, UpdateCommandInput } from './inputs.ts'
import type { Registry } from './registry.ts'

export async function addCommand(registry: Registry, viewer: Viewer, webhookId: string, input: CommandInput): Promise<WebhookCommand> {
  throw new Error('soon')
}
export async function updateCommand(registry: Registry, viewer: Viewer, input: UpdateCommandInput): Promise<WebhookCommand> {
  throw new Error('soon')
}
export async function deleteCommand(registry: Registry, viewer: Viewer, id: string): Promise<string> {
  throw new Error('soon')
}
