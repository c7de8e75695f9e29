import type { ApiKey } from '../backends/database/generated/sqlite/client.ts'
import type { Viewer } from '../model/viewer.ts'
import type { CreateApiKeyInput } from './inputs.ts'
import type { Registry } from './registry.ts'

export async function createApiKey(registry: Registry, viewer: Viewer, input: CreateApiKeyInput): Promise<{ apiKey: ApiKey; key: string }> {
  throw new Error('soon')
}
export async function revokeApiKey(registry: Registry, viewer: Viewer, id: string): Promise<ApiKey> {
  throw new Error('soon')
}
/** The viewer behind a key's text; null: no such key, expired or revoked. */
export async function findViewer(registry: Registry, keyText: string): Promise<Viewer | null> {
  throw new Error('soon')
}
/** `made`: the text of the key that the first start made; null where there was one. `keyId`: a live admin key, for the sign-in link. */
export async function ensureAdminKey(registry: Registry, presetKey?: string): Promise<{ made: string | null; keyId: string }> {
  throw new Error('soon')
}
