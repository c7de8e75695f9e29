import { timingSafeEqual } from 'node:crypto'
import type { Vault } from '../backends/vault/vault.ts'
import { ID_PREFIXES, lettersOf } from '../model/id.ts'
import { MARK_CHARS } from '../providers/mark.ts'

const SIGNATURE_CHARS = 10
const ID_CHARS = MARK_CHARS - SIGNATURE_CHARS

/** The invisible marks of what this server writes: nobody else can make one, so a text that carries one is ours. */
export interface Marks {
  of(actionId: string): string
  isOurs(mark: string): boolean
}

/** Marks that were made under an earlier master key are ours, too. */
export function createMarks(vault: Pick<Vault, 'mac' | 'macs'>): Marks {
  const sign = (id: string, mac: Buffer) => id + lettersOf(mac.subarray(0, SIGNATURE_CHARS))
  return { of: (actionId) => markOf(actionId.slice(ID_PREFIXES.action.length + 1)), isOurs }

  function markOf(id: string): string {
    return sign(id, vault.mac(`mark:${id}`))
  }

  function isOurs(mark: string): boolean {
    if (mark.length !== MARK_CHARS) return false
    const id = mark.slice(0, ID_CHARS)
    return vault.macs(`mark:${id}`).some((mac) => timingSafeEqual(Buffer.from(sign(id, mac)), Buffer.from(mark)))
  }
}
