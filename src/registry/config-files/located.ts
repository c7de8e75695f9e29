import type { Json } from '../../model/json.ts'

/** A value and where in its text it stands. */
export interface Located {
  /** Offsets of its first character and behind its last one. */
  start: number
  end: number
  value: Json
  /** Of an object by name, of a list by index. */
  members?: ReadonlyMap<string, Located>
}

/** What is wrong, and where. Lines and columns begin at 1; null: it is about the whole file. */
export interface Problem {
  line: number | null
  column: number | null
  /** `commands.0.trigger`; null: no field. */
  field: string | null
  message: string
  /** The file is in force nevertheless; false: what it said before is. */
  taken: boolean
}

/** One that is about the whole file, which is not taken for it. */
export function plainProblem(message: string): Problem {
  return { line: null, column: null, field: null, message, taken: false }
}

/** A file that is not taken. `isSyntax`: it may be half-written. */
export class BadFile extends Error {
  readonly problems: readonly Problem[]
  readonly isSyntax: boolean

  constructor(problems: readonly Problem[], isSyntax = false) {
    super(problems.map(({ message }) => message).join('; '))
    this.problems = problems
    this.isSyntax = isSyntax
  }
}

/** A name that would change what an object is. */
export const FORBIDDEN_NAME = '__proto__'
/** How deep a file may nest. */
export const MAX_DEPTH = 64

/** The value at a path; of a path that is not there, the nearest one above it. */
export function locate(root: Located, path: readonly string[]): Located {
  let found = root
  for (const name of path) {
    const below = found.members?.get(name)
    if (!below) return found
    found = below
  }
  return found
}

/** A problem with the field at a path. */
export function problemAt(text: string, root: Located, path: readonly string[], message: string): Problem {
  return { ...positionAt(text, locate(root, path).start), field: path.length > 0 ? path.join('.') : null, message, taken: false }
}

export function syntaxProblem(text: string, offset: number, message: string): BadFile {
  return new BadFile([{ ...positionAt(text, offset), field: null, message, taken: false }], true)
}

function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - lineStart + 1 }
}
