import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { runScript } from '../src/compiled-script.ts'

const ran = globalThis as { ranForTest?: unknown[] }

describe('a script', () => {
  let [file, cacheFile] = ['', '']

  beforeEach(() => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hookline-script-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    file = path.join(folder, 'program.cjs')
    cacheFile = path.join(folder, 'program.bin')
    ran.ranForTest = []
    writeFileSync(file, 'exports.sum = (a, b) => a + b\nranForTest.push(exports.sum(1, 2), require("./part.cjs"))')
    writeFileSync(path.join(folder, 'part.cjs'), 'module.exports = require("./program.cjs").sum(3, 4)')
  })

  it('runs once, also where a part of it requires it in turn', () => {
    expect(runScript(file, cacheFile).cachedDataRejected).toBeUndefined()
    expect(ran.ranForTest).toEqual([3, 7])
  })

  it('runs with what was compiled before', () => {
    writeFileSync(cacheFile, runScript(file, cacheFile).createCachedData())

    expect(runScript(file, cacheFile).cachedDataRejected).toBe(false)
  })

  it('runs with what is of no use too: it is compiled anew', () => {
    writeFileSync(cacheFile, 'of another version')

    expect(runScript(file, cacheFile).cachedDataRejected).toBe(true)
    expect(ran.ranForTest).toEqual([3, 7])
  })
})
