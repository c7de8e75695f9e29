import { readFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import path from 'node:path'
import { Script } from 'node:vm'

/**
 * Runs a CommonJS file, and the parts that it requires from its folder, with the code that V8 made of each before: `cacheFolder` holds
 * it as `<name>.bin`. Where there is none, or one of another version of Node, V8 compiles anew. The files are of ASCII alone.
 * Answers the scripts by their names, also those that come later: their `createCachedData` makes what `cacheFolder` is to hold.
 */
export function runScript(file: string, cacheFolder: string): ReadonlyMap<string, Script> {
  const folder = path.dirname(file)
  const scripts = new Map<string, Script>()
  const modules = new Map<string, Module>()
  const others = createRequire(file)
  const require = Object.assign((id: string) => (/^\.\/[^/]+\.cjs$/.test(id) ? load(id.slice(2)) : others(id)), others)
  load(path.basename(file))
  return scripts

  function load(name: string): unknown {
    const loaded = modules.get(name)
    if (loaded) return loaded.exports
    const module = new Module(path.join(folder, name))
    modules.set(name, module)
    const script = compile(name, module.id)
    scripts.set(name, script)
    script.runInThisContext()(module.exports, require, module, module.id, folder)
    return module.exports
  }

  function compile(name: string, filename: string): Script {
    // On one line with the beginning, so that lines keep their numbers.
    const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'latin1')}\n})`
    return new Script(source, { filename, cachedData: read(path.join(cacheFolder, cacheName(name))) })
  }
}

/** What a script's code is kept as. */
export function cacheName(script: string): string {
  return `${path.basename(script, '.cjs')}.bin`
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}
