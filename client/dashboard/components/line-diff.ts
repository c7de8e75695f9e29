export interface DiffLine {
  kind: 'same' | 'added' | 'removed'
  text: string
}

/** Beyond so many pairs of lines a difference is shown as all removed and all added. */
const MAX_CELLS = 4_000_000

/** The lines of two texts, by a longest common subsequence. */
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

/** What is empty has no line that could be removed. */
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
