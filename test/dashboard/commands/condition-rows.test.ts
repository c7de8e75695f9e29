import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readValue, toConditions, toRows, writeValue } from '../../../client/dashboard/features/commands/condition-rows.ts'
import { prioritiesFor } from '../../../client/dashboard/features/commands/priorities.ts'

describe('conditions as rows', () => {
  it.each([
    [{ labels: ['urgent', 'bug, bad'] }, [{ path: 'labels', operator: 'in', value: 'urgent, "bug, bad"' }]],
    [
      { 'issue.number': { gt: 3, lt: 9 } },
      [
        { path: 'issue.number', operator: 'gt', value: '3' },
        { path: 'issue.number', operator: 'lt', value: '9' },
      ],
    ],
    [{ 'issue.title': '3' }, [{ path: 'issue.title', operator: 'eq', value: '"3"' }]],
    [{ 'a.b': { exists: false } }, [{ path: 'a.b', operator: 'exists', value: 'false' }]],
  ])('are the same both ways: %j', (conditions, rows) => {
    expect(toRows(conditions)).toEqual(rows)
    expect(toConditions(rows as never)).toEqual(conditions)
  })

  it.each([{ any: [{ a: 1 }] }, { not: { a: 1 } }, { a: { not: 'x' } }, { a: { any: [1] } }])(
    'leave what they cannot say to JSON: %j',
    (conditions) => {
      expect(toRows(conditions)).toBeNull()
    },
  )

  it('read every value as it was written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)), (value) => {
        expect(readValue(writeValue(value))).toEqual(value)
      }),
    )
  })
})

describe('the order of commands', () => {
  it('writes only the moved one where there is room, and all where there is none', () => {
    const at = (priority: number, id: string) => ({ id, priority })

    expect(prioritiesFor([at(20, 'a'), at(0, 'c'), at(10, 'b')], 'c')).toEqual([at(15, 'c')])
    expect(prioritiesFor([at(0, 'c'), at(0, 'a'), at(0, 'b')], 'c')).toEqual([at(30, 'c'), at(20, 'a'), at(10, 'b')])
    expect(prioritiesFor([at(10, 'b'), at(20, 'a')], 'b')).toEqual([at(30, 'b')])
  })
})
