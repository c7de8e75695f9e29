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

export function createMarks(vault: Pick<Vault, 'mac'>): Marks {
  const sign = (id: string) => id + lettersOf(vault.mac(`mark:${id}`).subarray(0, SIGNATURE_CHARS))
  return {
    of: (actionId) => sign(actionId.slice(ID_PREFIXES.action.length + 1)),
    isOurs: (mark) => mark.length === MARK_CHARS && timingSafeEqual(Buffer.from(sign(mark.slice(0, ID_CHARS))), Buffer.from(mark)),
  }
}
