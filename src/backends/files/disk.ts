import { constants, mkdirSync } from 'node:fs'
import { type FileHandle, lstat, open, readdir, realpath, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { watch as chokidar } from 'chokidar'
import { contentHash, type Entry, FileChanged, type Folder, type Watch } from './files.ts'

/** What is being written; a name with a dot is no file of its own to anybody. */
const UNFINISHED = '.hookline-tmp'
/** Looked at together: more would only wait for the file system. */
const AT_ONCE = 64
const OWNER_ONLY = 0o600
const PERMISSIONS = 0o777

/** A folder of the local file system, which is made where it is not there. */
export function openFolder(folder: string): Folder {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return {
    path: folder,
    list: () => list(folder),
    read: (name, maxBytes) => readInside(folder, name, maxBytes),
    write: (name, content, replaces) => write(folder, name, content, replaces),
    remove: (name, hash) => remove(folder, name, hash),
    watch: (changed) => watch(folder, changed),
  }
}

/**
 * Reads a file of a folder. A link is followed where it stays inside.
 * @throws {Error} when it is not there, is no file, leads out of the folder, or is larger than `maxBytes`
 */
export async function readInside(folder: string, name: string, maxBytes: number): Promise<Buffer> {
  const file = path.join(folder, name)
  if (!(await isInside(folder, file))) throw new Error('is a link that leads out of its folder')
  // Without waiting: a pipe has nobody at its other end.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return await readWhole(handle, maxBytes)
  } finally {
    await handle.close()
  }
}

async function readWhole(handle: FileHandle, maxBytes: number): Promise<Buffer> {
  const stat = await handle.stat()
  if (!stat.isFile()) throw new Error('is not a regular file')
  if (stat.size > maxBytes) throw new Error(`is larger than ${maxBytes / 1024} KiB`)
  // What is added meanwhile changes the file's signature, and is read then.
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(stat.size), 0, stat.size, 0)
  return buffer.subarray(0, bytesRead)
}

async function list(folder: string): Promise<Entry[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'))
  const entries: (Entry | null)[] = []
  for (let at = 0; at < names.length; at += AT_ONCE)
    entries.push(...(await Promise.all(names.slice(at, at + AT_ONCE).map((name) => look(folder, name)))))
  // It may be the folder that is gone.
  if (entries.includes(null)) await readdir(folder)
  return entries.filter((entry) => entry !== null).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Null: it is gone already. */
async function look(folder: string, name: string): Promise<Entry | null> {
  const file = path.join(folder, name)
  try {
    const link = await lstat(file)
    const inside = !link.isSymbolicLink() || (await isInside(folder, file))
    const stat = link.isSymbolicLink() && inside ? await lstat(await realpath(file)) : link
    const trouble = !inside ? 'is a link that leads out of its folder' : stat.isFile() ? null : 'is not a regular file'
    return { name, trouble, changedAtMs: stat.ctimeMs, signature: [stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs].join(' ') }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    return { name, trouble: `cannot be read (${code})`, changedAtMs: 0, signature: String(code) }
  }
}

async function isInside(folder: string, file: string): Promise<boolean> {
  const [top, real] = await Promise.all([realpath(folder), realpath(file)])
  return real.startsWith(`${top}${path.sep}`)
}

async function write(folder: string, name: string, content: string, replaces?: string | null): Promise<void> {
  const file = path.join(folder, name)
  const unfinished = path.join(folder, `.${name}${UNFINISHED}`)
  const handle = await open(unfinished, 'w', await modeOf(file))
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    if (replaces !== undefined && (await hashOf(file)) !== replaces) throw new FileChanged(`${name} was changed meanwhile`)
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
  await syncFolder(folder)
}

async function remove(folder: string, name: string, hash?: string): Promise<void> {
  const file = path.join(folder, name)
  if (hash !== undefined && (await hashOf(file)) !== hash) throw new FileChanged(`${name} was changed meanwhile`)
  await rm(file, { force: true })
}

async function modeOf(file: string): Promise<number> {
  return lstat(file).then(
    ({ mode }) => mode & PERMISSIONS,
    () => OWNER_ONLY,
  )
}

/** Null: there is no such file. */
async function hashOf(file: string): Promise<string | null> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      return contentHash(await handle.readFile())
    } finally {
      await handle.close()
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** So that a file's new name, too, outlives a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function watch(folder: string, changed: () => void): Watch {
  let watcher = start()
  return {
    again() {
      void watcher.close()
      watcher = start()
    },
    close: () => watcher.close(),
  }

  function start() {
    // What is there at first is told of, too: it may have come after the caller's own look.
    const options = { depth: 0, ignoreInitial: false, followSymlinks: false, ignored: isUnfinished }
    // What goes wrong with watching is made up for by looking now and then.
    return (
      chokidar(folder, options)
        .on('all', () => changed())
        // Of events that follow closely on each other the others tell some only.
        .on('raw', () => changed())
        .on('error', () => {})
    )
  }
}

function isUnfinished(file: string): boolean {
  return file.endsWith(UNFINISHED)
}
