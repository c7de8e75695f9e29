import { Disk } from 'flydrive'
import type { DriverContract } from 'flydrive/types'
import { checkedKey, type Storage } from './storage.ts'

/** A bucket, spoken to by flydrive's driver. `isMissing` knows the provider's word for a file that is not there. */
export function bucketStorage(driver: DriverContract, isMissing: (cause: unknown) => boolean): Storage {
  const disk = new Disk(driver)
  return {
    put: async (key, bytes) => disk.put(checkedKey(key), bytes).catch(fail),
    async get(key) {
      try {
        return Buffer.from(await disk.getBytes(checkedKey(key)))
      } catch (error) {
        if (isMissing((error as Error).cause)) return null
        return fail(error)
      }
    },
    async list(prefix) {
      const keys: string[] = []
      for (let page: string | undefined; ; ) {
        const options = { recursive: true, ...(page === undefined ? {} : { paginationToken: page }) }
        const { objects, paginationToken } = await disk.listAll(checkedKey(prefix.replace(/\/$/, '')), options).catch(fail)
        for (const object of objects) if (object.isFile && object.key.startsWith(prefix)) keys.push(object.key)
        if (!paginationToken) return keys.sort()
        page = paginationToken
      }
    },
    async remove(key) {
      try {
        await disk.delete(checkedKey(key))
      } catch (error) {
        if (!isMissing((error as Error).cause)) fail(error)
      }
    },
  }
}

/** With what the provider has said: flydrive's own message names the file alone. */
function fail(error: unknown): never {
  const { message, cause } = error as Error
  throw cause instanceof Error ? new Error(`${message}: ${cause.message || cause.name}`, { cause }) : error
}
