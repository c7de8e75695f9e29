import type { Viewer } from '../model/viewer.ts'
import type { Registry } from './registry.ts'

/** A token for `/sign-in?token=…`: 15 minutes, once. */
export async function makeSignInLink(registry: Registry, keyId: string): Promise<string> {
  throw new Error('soon')
}
export async function redeemSignInLink(registry: Registry, token: string): Promise<string> {
  throw new Error('soon')
}
export async function signIn(registry: Registry, keyText: string): Promise<string> {
  throw new Error('soon')
}
export async function findSession(registry: Registry, token: string): Promise<Viewer | null> {
  throw new Error('soon')
}
export async function signOut(registry: Registry, token: string): Promise<void> {
  throw new Error('soon')
}
