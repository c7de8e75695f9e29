/** One line of the tree. */
export interface Row {
  /** As conditions and templates name the place: `issue.labels.0.name`; empty: the whole. */
  path: string
  key: string
  depth: number
  value: unknown
  /** How many members it has; null: it is no object and no list. */
  size: number | null
}

/** The lines that are to be seen: members of what is open. Only what is open is gone through. */
export function visibleRows(root: unknown, open: ReadonlySet<string>): Row[] {
  const rows: Row[] = []
  add({ path: '', key: '', depth: 0, value: root, size: sizeOf(root) })
  return rows

  function add(row: Row): void {
    rows.push(row)
    if (row.size === null || !open.has(row.path)) return
    for (const [key, value] of Object.entries(row.value as object)) {
      add({ path: join(row.path, key), key, depth: row.depth + 1, value, size: sizeOf(value) })
    }
  }
}

/** The places whose key or plain value holds a text, in the tree's order; null between them, for whoever wants to pause. */
export function* findPaths(root: unknown, text: string): Generator<string | null, void> {
  const wanted = text.toLowerCase()
  yield* look('', '', root)

  function* look(path: string, key: string, value: unknown): Generator<string | null, void> {
    const isPlain = sizeOf(value) === null
    yield key.toLowerCase().includes(wanted) || (isPlain && String(value).toLowerCase().includes(wanted)) ? path : null
    if (!isPlain) for (const [name, member] of Object.entries(value as object)) yield* look(join(path, name), name, member)
  }
}

/** What has to be open for a place to be seen. */
export function parentsOf(root: unknown, path: string): string[] {
  const parents = ['']
  let value = root
  for (let at = ''; at !== path; ) {
    const next = Object.keys(value as object).find((key) => path === join(at, key) || path.startsWith(`${join(at, key)}.`))
    if (next === undefined) break
    value = (value as Record<string, unknown>)[next]
    at = join(at, next)
    if (at !== path) parents.push(at)
  }
  return parents
}

/** Objects and lists down to a depth, unless they have too many members to be of use open. */
export function openAtFirst(root: unknown, depth: number): Set<string> {
  const open = new Set<string>()
  const look = (path: string, value: unknown, left: number) => {
    const size = sizeOf(value)
    if (size === null || left < 0 || (path !== '' && size > 50)) return
    open.add(path)
    for (const [key, member] of Object.entries(value as object).slice(0, 200)) look(join(path, key), member, left - 1)
  }
  look('', root, depth)
  return open
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function sizeOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null) return null
  return Array.isArray(value) ? value.length : Object.keys(value).length
}
