const MAX_PATHS = 500
const MAX_DEPTH = 5

/** The places of a payload that hold a plain value, as templates name them. */
export function pathsOf(payload: unknown): string[] {
  const paths: string[] = []
  look('', payload, 0)
  return paths

  function look(path: string, value: unknown, depth: number): void {
    if (paths.length >= MAX_PATHS || depth > MAX_DEPTH) return
    if (typeof value !== 'object' || value === null) {
      if (path !== '') paths.push(path)
      return
    }
    for (const [key, member] of Object.entries(value).slice(0, 100)) look(path === '' ? key : `${path}.${key}`, member, depth + 1)
  }
}
