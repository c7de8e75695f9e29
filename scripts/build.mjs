// npm run build: makes what is generated and compiled, each only when what it is made from has changed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { bundleServer } from './bundle-server.mjs'
import { fail, run } from './install.mjs'

const SERVER_INPUTS = ['src', 'tsconfig.json', 'scripts/bundle-server.mjs', 'scripts/code-cache.mjs', 'package-lock.json']

/** What a running server needs. */
export const SERVER_STEPS = [
  {
    name: 'the database client',
    inputs: ['prisma/models.prisma', 'prisma/sqlite.prisma', 'prisma/postgresql.prisma', 'scripts/prisma.ts', 'package-lock.json'],
    outputs: ['src/backends/database/generated', 'src/graphql/generated'],
    make: () => run('node_modules/.bin/tsx', 'scripts/prisma.ts'),
  },
  {
    name: 'the server',
    inputs: SERVER_INPUTS,
    outputs: ['dist'],
    make: bundleServer,
  },
  {
    name: 'what V8 makes of the server',
    inputs: SERVER_INPUTS,
    outputs: ['dist/cache'],
    make: () => spawnSync(process.execPath, ['scripts/code-cache.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] }).status,
  },
  {
    name: 'the dashboard',
    inputs: ['client/dashboard', 'client/sdk', 'tsconfig.json', 'scripts/build.mjs', 'package-lock.json'],
    outputs: ['dist/dashboard'],
    make: bundleDashboard,
  },
]
/** Only the command line: it needs no server here. */
export const CLI_STEP = {
  name: 'the command line',
  inputs: ['client/cli', 'client/sdk', 'tsconfig.json', 'scripts/build.mjs', 'package-lock.json'],
  outputs: ['dist/cli'],
  make: bundleCli,
}
const SDK_STEP = {
  name: 'the SDK',
  inputs: ['client/sdk', 'tsconfig.json', 'package-lock.json'],
  outputs: ['client/sdk/dist'],
  make: compileSdk,
}

/** In one file for what every command needs; what few need lies beside it, and is read when it is needed. */
async function bundleCli() {
  rmSync('dist/cli', { recursive: true, force: true })
  const { build: roll } = await import('rolldown')
  await roll({ input: { main: 'client/cli/main.ts' }, platform: 'node', output: { dir: 'dist/cli', format: 'esm' } })
  chmodSync('dist/cli/main.js', 0o755)
  return 0
}

/** With each file compressed beside it: there is no work for it when it is asked for. */
async function bundleDashboard() {
  const { build: bundlePages } = await import('vite')
  await bundlePages({ root: 'client/dashboard', logLevel: 'warn' })
  for (const file of filesIn('dist/dashboard/assets')) {
    const content = readFileSync(file)
    writeFileSync(`${file}.br`, brotliCompressSync(content))
    writeFileSync(`${file}.gz`, gzipSync(content))
  }
  return 0
}

/** File by file, so that whoever bundles a program leaves out what it does not use. */
function compileSdk() {
  rmSync('client/sdk/dist', { recursive: true, force: true })
  return run('node_modules/.bin/tsc', '-p', 'client/sdk')
}

/** Brings each step's outputs up to date. */
export async function build(steps = [...SERVER_STEPS, CLI_STEP, SDK_STEP]) {
  for (const step of steps) {
    const stamp = stampOf(step.inputs)
    if (step.outputs.every((folder) => readStamp(folder) === stamp)) continue
    // Standard output is for the data of whoever builds before it runs.
    console.error(`Building ${step.name}.`)
    if ((await step.make()) !== 0) fail(`Building ${step.name} failed: see above.`)
    for (const folder of step.outputs) writeStamp(folder, stamp)
  }
}

/** A hash of the inputs' contents: times of files say little after a checkout. What is made for one Node is not for another. */
function stampOf(inputs) {
  const hash = createHash('sha256').update(process.version)
  for (const file of inputs.flatMap(filesIn).sort()) hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

function filesIn(place) {
  if (!statSync(place).isDirectory()) return [place]
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== '.stamp')
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !file.startsWith(path.join(place, 'dist')))
}

function readStamp(folder) {
  const file = path.join(folder, '.stamp')
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

function writeStamp(folder, stamp) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, '.stamp'), stamp)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()
