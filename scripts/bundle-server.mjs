// Bundles the server and the threads that it starts into dist.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** In dist, of other steps. */
const OTHERS = ['cli', 'dashboard']
const WASM_AS_TEXT = /\.wasm-base64\.mjs$/

/**
 * The server in a few files, for to load hundreds of modules takes half of a start's time; as scripts and not as modules, for what
 * V8 makes of those can be kept.
 */
export async function bundleServer() {
  for (const name of existsSync('dist') ? readdirSync('dist') : []) {
    if (!OTHERS.includes(name)) rmSync(path.join('dist', name), { recursive: true })
  }
  const { build: roll } = await import('rolldown')
  const output = { dir: 'dist', format: 'esm', sourcemap: true }
  await roll({ input: { main: 'src/launch.ts', 'compiled-script': 'src/compiled-script.ts' }, platform: 'node', output })
  await roll({
    // The threads that write to SQLite and to its index are programs of their own.
    input: {
      server: 'src/main.ts',
      'sqlite-writer': 'src/backends/database/sqlite-writer.ts',
      'sqlite-indexer': 'src/backends/database/sqlite-indexer.ts',
    },
    platform: 'node',
    // A native module, and files that are served as they are.
    external: [/^better-sqlite3$/, /^swagger-ui-dist/],
    plugins: [binaryWasm],
    output: {
      ...output,
      format: 'cjs',
      dynamicImportInCjs: false,
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
    },
  })
  for (const name of readdirSync('dist')) if (name.endsWith('.cjs')) writeAscii(path.join('dist', name))
  // What src/mcp/operations.ts reads beside itself.
  for (const name of ['tools', 'feeds', 'fragments.graphql']) cpSync(`src/mcp/${name}`, `dist/${name}`, { recursive: true })
  return 0
}

/** Prisma's query compiler is a text of four million letters, which V8 would parse and keep: as a file of bytes it is read. */
const binaryWasm = {
  name: 'binary-wasm',
  load(id) {
    if (!WASM_AS_TEXT.test(id)) return null
    const [, text] = readFileSync(id, 'utf8').match(/"([^"]{1000,})"/)
    const name = `${path.basename(id, '.wasm-base64.mjs')}.wasm`
    const file = this.emitFile({ type: 'asset', name, source: Buffer.from(text, 'base64') })
    // Where a text of base64 is wanted, bytes are taken too.
    return `import { readFileSync } from 'node:fs'
      export const wasm = readFileSync(new URL(import.meta.ROLLUP_FILE_URL_${file}))`
  },
}

/**
 * A text with any letter beyond Latin-1 takes V8 two bytes for each of its letters. Escaped, they mean the same in strings, patterns and
 * names.
 */
function writeAscii(file) {
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  writeFileSync(file, readFileSync(file, 'utf8').replace(/[\u0080-\uffff]/g, escaped))
}
