import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Storage } from '../../src/backends/storage/storage.ts'

/** What every store of files keeps to. `open` gives an empty one. */
export function describeStorage(open: () => Promise<Storage>): void {
  describe('a store of files', () => {
    it('gives back what was put, byte by byte, and the newer of two', async () => {
      const store = await open()
      const bytes = randomBytes(300_000)
      await store.put('a/b.bin', Buffer.from('older'))
      await store.put('a/b.bin', bytes)
      expect((await store.get('a/b.bin'))!.equals(bytes)).toBe(true)
    })

    it('has nothing under a key that nobody has put', async () => {
      const store = await open()
      expect(await store.get('a/none')).toBeNull()
      expect(await store.list('a/')).toEqual([])
    })

    it('lists a folder and what lies below, in order, and nothing beside it', async () => {
      const store = await open()
      for (const key of ['a/z', 'a/b/c', 'ab/d', 'a/a']) await store.put(key, Buffer.from(key))
      expect(await store.list('a/')).toEqual(['a/a', 'a/b/c', 'a/z'])
    })

    it('removes, and does not mind what is gone', async () => {
      const store = await open()
      await store.put('a/b', Buffer.from('x'))
      await store.remove('a/b')
      await store.remove('a/b')
      expect(await store.get('a/b')).toBeNull()
      expect(await store.list('a/')).toEqual([])
    })

    it.each(['../out', 'a/../../out', '/etc/passwd', 'a//b', 'a\0b', '', '.hidden'])('refuses the key %j', async (key) => {
      const store = await open()
      await expect(async () => store.put(key, Buffer.from('x'))).rejects.toThrow(RangeError)
      await expect(async () => store.get(key)).rejects.toThrow(RangeError)
    })
  })
}
