import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { cacheName, runScript } from '../src/compiled-script.ts'

const ran = globalThis as { ranForTest?: unknown[] }

describe('a script', () => {
  let [folder, file] = ['', '']
  /** Of each script that ran: whether what was compiled before was of no use; undefined: there was none. */
  const rejected = () => [...runScript(file, folder)].map(([name, { cachedDataRejected }]) => [name, cachedDataRejected])
  const keep = () => {
    for (const [name, script] of runScript(file, folder)) writeFileSync(path.join(folder, cacheName(name)), script.createCachedData())
  }

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'hookline-script-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    file = path.join(folder, 'program.cjs')
    ran.ranForTest = []
    writeFileSync(
      file,
      'exports.sum = (a, b) => a + b\nranForTest.push(exports.sum(1, 2), require("./part.cjs"), require("node:path").sep)',
    )
    writeFileSync(path.join(folder, 'part.cjs'), 'module.exports = require("./program.cjs").sum(3, 4)')
  })

  it('runs once, also where a part of it requires it in turn', () => {
    expect(rejected()).toEqual([
      ['program.cjs', undefined],
      ['part.cjs', undefined],
    ])
    expect(ran.ranForTest).toEqual([3, 7, path.sep])
  })

  it('runs with what was compiled before, of its parts too', () => {
    keep()

    expect(rejected()).toEqual([
      ['program.cjs', false],
      ['part.cjs', false],
    ])
  })

  it('runs with what is of no use too: it is compiled anew', () => {
    writeFileSync(path.join(folder, 'program.bin'), 'of another version')

    expect(rejected()).toEqual([
      ['program.cjs', true],
      ['part.cjs', undefined],
    ])
    expect(ran.ranForTest).toEqual([3, 7, path.sep])
  })
})
