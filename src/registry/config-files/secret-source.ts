import { InvalidInput } from '../../errors.ts'
import type { Reference } from './shape.ts'

/** Where references are read from; nothing else of the environment or the disk can be reached. */
export interface SecretSource {
  /** The HOOKLINE_SECRET_* of the environment. */
  variables: Readonly<Record<string, string>>
  /** A file of DATA_DIR/secrets. @throws {Error} */
  readFile(name: string): Promise<Buffer>
}

/** @throws {InvalidInput} at `path` */
export async function readReference(source: SecretSource, reference: Reference, path: string[]): Promise<string> {
  if ('file' in reference) return readSecretFile(source, reference.file, path)
  const value = Object.hasOwn(source.variables, reference.env) ? source.variables[reference.env] : undefined
  if (!value) throw new InvalidInput([{ path, message: `the variable ${reference.env} is not set` }])
  return value
}

/** Without the line's end that editors add. */
async function readSecretFile(source: SecretSource, file: string, path: string[]): Promise<string> {
  try {
    return (await source.readFile(file)).toString('utf8').replace(/\r?\n$/, '')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new InvalidInput([{ path, message: `the secret file "${file}" ${code ? `cannot be read (${code})` : message}` }])
  }
}
