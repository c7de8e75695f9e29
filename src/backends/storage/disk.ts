import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { checkedKey, type Storage } from './storage.ts'

/** Keeps files in a folder, which is made with the first of them; only its owner may read them. */
export function diskStorage(folder: string): Storage {
  const fileOf = (key: string) => path.join(folder, checkedKey(key))
  return {
    put: (key, bytes) => replace(fileOf(key), bytes),
    get: (key) => readFile(fileOf(key)).catch(nullIfMissing),
    async list(prefix) {
      const names = await readdir(fileOf(prefix.replace(/\/$/, '')), { recursive: true, withFileTypes: true }).catch(nullIfMissing)
      const files = (names ?? []).filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      return files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')).sort()
    },
    remove: (key) => rm(fileOf(key), { force: true }),
  }
}

/** Writes beside the file and renames, so that a crash leaves no half of it; a dot hides what is not finished. */
async function replace(file: string, bytes: Buffer): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const unfinished = path.join(path.dirname(file), `.${randomBytes(8).toString('hex')}`)
  try {
    const handle = await open(unfinished, 'wx', 0o600)
    await handle
      .writeFile(bytes)
      .then(() => handle.sync())
      .finally(() => handle.close())
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
