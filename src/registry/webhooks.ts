import type { WebhookConfig } from '../backends/database/generated/sqlite/client.ts'
import type { Viewer } from '../model/viewer.ts'
import type { CreateWebhookInput, RotateInput, UpdateWebhookInput } from './inputs.ts'
import type { Registry } from './registry.ts'

/** `secret` is what Hookline made or was given, shown this once; null where the provider issues its own and none was given. */
export async function createWebhook(registry: Registry, viewer: Viewer, input: CreateWebhookInput): Promise<{ webhook: WebhookConfig; secret: string | null }> {
  throw new Error('soon')
}
export async function updateWebhook(registry: Registry, viewer: Viewer, input: UpdateWebhookInput): Promise<WebhookConfig> {
  throw new Error('soon')
}
export async function deleteWebhook(registry: Registry, viewer: Viewer, id: string): Promise<string> {
  throw new Error('soon')
}
export async function setWebhookEnabled(registry: Registry, viewer: Viewer, id: string, enabled: boolean): Promise<WebhookConfig> {
  throw new Error('soon')
}
export async function rotateWebhookSecret(registry: Registry, viewer: Viewer, input: RotateInput): Promise<{ webhook: WebhookConfig; secret: string }> {
  throw new Error('soon')
}
export async function revertWebhook(registry: Registry, viewer: Viewer, input: { id: string; version: number }): Promise<WebhookConfig> {
  throw new Error('soon')
}
