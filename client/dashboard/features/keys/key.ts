import type { ApiKeyStateFragment } from '../../../sdk/index.ts'

export type Key = ApiKeyStateFragment

/** Whether a key lets nobody in any more. */
export function hasEnded({ revokedAt, expiresAt }: Key): boolean {
  return Boolean(revokedAt) || (expiresAt != null && Date.parse(expiresAt) <= Date.now())
}
