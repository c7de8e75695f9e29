import { Refused } from '../errors.ts'

/** Which keys have back-tests under way. */
export interface PreviewPlaces {
  /** Takes a place; answers what gives it back. @throws {Refused} `too_many_previews` */
  enter(keyId: string): () => void
}

/** Each is work for this process's one thread. */
const MAX_PER_KEY = 2

export function createPreviewPlaces(): PreviewPlaces {
  const taken = new Map<string, number>()
  return { enter }

  function enter(keyId: string): () => void {
    const count = taken.get(keyId) ?? 0
    if (count >= MAX_PER_KEY) throw new Refused(429, 'too_many_previews', `This key has ${MAX_PER_KEY} back-tests under way`)
    taken.set(keyId, count + 1)
    return () => leave(keyId)
  }

  function leave(keyId: string): void {
    const left = taken.get(keyId)! - 1
    if (left > 0) taken.set(keyId, left)
    else taken.delete(keyId)
  }
}
