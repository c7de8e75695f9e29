import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'

/** What a provider has published, as it was last taken. */
export interface KeptRanges {
  /** Milliseconds since 1970. */
  fetchedAtMs: number
  /** By the address that each file was fetched from; the ETag is null where there was none. */
  files: Readonly<Record<string, { etag: string | null; ranges: readonly string[] }>>
}

/** The lists of addresses that were fetched, one file for each provider. */
export interface IpRangeFiles {
  /** As it stands in the file, unchecked; null: there is none. @throws when it cannot be read or is no JSON */
  read(name: string): Promise<unknown>
  /** The file is there whole, or as it was. */
  write(name: string, kept: KeptRanges): Promise<void>
}

/** @param folder made with the first list */
export function ipRangeFiles(folder: string): IpRangeFiles {
  const fileOf = (name: string) => path.join(folder, `${name}.json`)
  return { read, write }

  async function read(name: string): Promise<unknown> {
    try {
      return JSON.parse(await readFile(fileOf(name), 'utf8'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }

  async function write(name: string, kept: KeptRanges): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const next = `${fileOf(name)}.new`
    const file = await open(next, 'w', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(kept, null, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(next, fileOf(name))
  }
}
