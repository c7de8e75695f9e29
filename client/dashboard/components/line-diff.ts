export interface DiffLine {
  kind: 'same' | 'added' | 'removed'
  text: string
}

/** Beyond so many pairs of lines a difference is shown as all removed and all added. */
const MAX_CELLS = 4_000_000

/** So many lines that are the same stay around what differs. */
const CONTEXT_LINES = 3

/** Lines one after another, or how many that are the same were left out in their place. */
export type DiffPart = DiffLine | { kind: 'folded'; count: number }

/** Leaves out what is the same and far from what differs. */
export function foldSame(lines: readonly DiffLine[]): DiffPart[] {
  const shown = new Set(lines.flatMap(({ kind }, index) => (kind === 'same' ? [] : around(index))))
  const parts: DiffPart[] = []
  for (const [index, line] of lines.entries()) {
    const last = parts.at(-1)
    if (shown.has(index)) parts.push(line)
    else if (last?.kind === 'folded') last.count++
    else parts.push({ kind: 'folded', count: 1 })
  }
  return parts
}

function around(index: number): number[] {
  return Array.from({ length: 2 * CONTEXT_LINES + 1 }, (_, i) => index - CONTEXT_LINES + i)
}

/** The lines of two texts, by a longest common subsequence. An empty text has none. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [old, young] = [linesOf(before), linesOf(after)]
  if (old.length * young.length > MAX_CELLS) return [...mark('removed', old), ...mark('added', young)]
  const lengths = commonLengths(old, young)
  const lines: DiffLine[] = []
  let i = 0
  let j = 0
  while (i < old.length && j < young.length) {
    if (old[i] === young[j]) {
      lines.push({ kind: 'same', text: old[i]! })
      i++
      j++
    } else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) lines.push({ kind: 'removed', text: old[i++]! })
    else lines.push({ kind: 'added', text: young[j++]! })
  }
  return [...lines, ...mark('removed', old.slice(i)), ...mark('added', young.slice(j))]
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n')
}

function mark(kind: DiffLine['kind'], texts: readonly string[]): DiffLine[] {
  return texts.map((text) => ({ kind, text }))
}

/** How long the common part is from each pair of lines on. */
function commonLengths(old: readonly string[], young: readonly string[]): Uint32Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(young.length + 1))
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = young.length - 1; j >= 0; j--) {
      lengths[i]![j] = old[i] === young[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!)
    }
  }
  return lengths
}
