import { readFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import path from 'node:path'
import { Script } from 'node:vm'

/**
 * Runs a CommonJS file, of ASCII alone, with the code that V8 made of it before, which `cacheFile` holds. Where there is none, or
 * one of another version of Node, V8 compiles anew. Answers the script: its `createCachedData` makes what `cacheFile` is to hold.
 */
export function runScript(file: string, cacheFile: string): Script {
  // On one line with the beginning, so that lines keep their numbers.
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'latin1')}\n})`
  const script = new Script(source, { filename: file, cachedData: read(cacheFile) })
  const require = createRequire(file)
  const module = new Module(file)
  // Files that it loads later require it in turn.
  require.cache[file] = module
  script.runInThisContext()(module.exports, require, module, file, path.dirname(file))
  return script
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}
