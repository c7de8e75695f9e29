import { describe, expect, it } from 'vitest'
import { type DiffLine, diffLines, foldSame } from '../../client/dashboard/components/line-diff.ts'
import { fc } from '../helpers/properties.ts'

const text = fc.array(fc.constantFrom('a', 'b', 'c', '{', '}'), { maxLength: 12 }).map((lines) => lines.join('\n'))
const textOf = (lines: readonly DiffLine[], left: DiffLine['kind']) =>
  lines
    .filter(({ kind }) => kind !== left)
    .map((line) => line.text)
    .join('\n')

describe('a difference of lines', () => {
  it('holds both texts, and calls nothing different in equal ones', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after)
        expect([textOf(lines, 'added'), textOf(lines, 'removed')]).toEqual([before, after])
        expect(diffLines(before, before).every(({ kind }) => kind === 'same')).toBe(true)
      }),
    )
  })

  it('has no line of a text that is empty', () => {
    expect(diffLines('', 'a')).toEqual([{ kind: 'added', text: 'a' }])
  })

  it('shows three lines around what differs, and how many are left out', () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i}`)
    const after = before.with(10, 'other')

    const parts = foldSame(diffLines(before.join('\n'), after.join('\n')))

    expect(parts.at(0)).toEqual({ kind: 'folded', count: 7 })
    expect(parts.at(-1)).toEqual({ kind: 'folded', count: 6 })
    expect(parts.slice(1, -1).map((part) => 'text' in part && part.text)).toEqual([
      'line 7',
      'line 8',
      'line 9',
      'line 10',
      'other',
      'line 11',
      'line 12',
      'line 13',
    ])
  })
})
