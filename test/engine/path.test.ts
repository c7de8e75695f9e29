import { describe, expect, it } from 'vitest'
import { compilePath, MAX_FAN_OUT, pathProblem } from '../../src/engine/path.ts'
import type { Json } from '../../src/model/json.ts'

const payload: Json = {
  issue: { title: 'T', body: null, labels: [{ name: 'bug' }, {}, { name: 'urgent' }], 'x y': 1 },
  grid: [[1, 2], [3]],
  '0': 'zero',
}

describe('a path', () => {
  it.each([
    ['issue.title', 'T'],
    ['issue.x y', 1],
    ['issue.labels.0.name', 'bug'],
    ['0', 'zero'],
    ['issue.labels[].name', ['bug', 'urgent']],
    ['grid[][]', [1, 2, 3]],
    ['grid[].0', [1, 3]],
    ['issue.body', null],
  ])('%s finds own properties, indexes and each element', (text, found) => {
    expect(compilePath(text).find(payload)).toEqual(found)
  })

  it.each([
    'issue.none',
    'issue.title.0',
    'issue.title.length',
    'issue.labels.length',
    'issue.labels.01',
    'issue.labels.-1',
    'issue.body.x',
    'issue[].name',
    'none[].x',
  ])('%s finds nothing', (text) => {
    expect(compilePath(text).find(payload)).toBeUndefined()
  })

  it.each(['constructor', 'constructor.name', '__proto__', 'issue.__proto__.x', 'toString', 'issue.labels.map', 'issue.prototype'])(
    '%s finds no member of a prototype',
    (text) => {
      expect(compilePath(text).find(payload)).toBeUndefined()
    },
  )

  it('does not find __proto__, constructor and prototype where the payload owns them (B26)', () => {
    const hostile = JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"prototype":1}') as Json

    for (const text of ['__proto__', '__proto__.admin', 'constructor', 'constructor.prototype.admin', 'prototype']) {
      expect(compilePath(text).find(hostile)).toBeUndefined()
    }
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })

  it('starts at a list with a leading []', () => {
    expect(compilePath('[].a').find([{ a: 1 }, { a: 2 }])).toEqual([1, 2])
  })

  it('visits a bounded number of elements', () => {
    const many = Array.from({ length: MAX_FAN_OUT + 5 }, () => 1)

    expect(compilePath('[]').find(many)).toHaveLength(MAX_FAN_OUT)
  })

  it.each(['', '.', 'a.', '.a', 'a..b', 'a[0]', 'a[]b', '[', 'a'.repeat(257), `${'a.'.repeat(16)}a`])('%j is not taken', (text) => {
    expect(pathProblem(text)).toMatch(/must|may/)
  })

  it.each(['a', 'a.b', 'a[].b', 'a[][]', '[].a', '0.1', '__proto__'])('%j is taken', (text) => {
    expect(pathProblem(text)).toBeNull()
  })
})
