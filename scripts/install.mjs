// Gets a fresh clone ready to run. Plain JavaScript without dependencies: it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { findPostgres } from './postgres.mjs'

const NEEDED_NODE = [20, 19]

// The compiler that SQLite's driver needs where no prebuilt binary can be had.
const COMPILER = ['python3', 'make', 'g++']
const COMPILER_INSTALL = [
  ['debian', 'apt-get install -y python3 make g++'],
  ['fedora', 'dnf install -y python3 make gcc-c++'],
  ['rhel', 'dnf install -y python3 make gcc-c++'],
  ['alpine', 'apk add python3 make g++'],
]

/** Ends the process with one sentence when Node is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1])) return
  fail(`Hookline needs Node ${NEEDED_NODE.join('.')} or newer; this is Node ${process.versions.node}. See https://nodejs.org/en/download`)
}

/** Installs the packages that package-lock.json names, unless they are there. */
export function install() {
  if (isInstalled()) return
  const advice = compilerAdvice()
  if (advice)
    console.error(
      `SQLite's driver may have to be compiled here, and the compiler is not complete. If the install fails, run:\n\n  ${advice}\n`,
    )
  console.log('Installing packages; the first time this takes a minute or two.')
  const status = npm('ci', '--no-audit', '--no-fund')
  if (status === 0) return
  fail(
    advice
      ? `The packages could not be installed. Run this, then start again:\n\n  ${advice}\n`
      : 'The packages could not be installed: see above.',
  )
}

/** Sees to programs of Debian's packages of the same names: as root on Debian they are installed, elsewhere it ends with what is missing. */
export function requireDebian(...programs) {
  requirePackages(programs.filter((program) => !isOnPath(program)))
}

/** Sees to the servers that tests run beside in the same way, but for those that TEST_DATABASE_URL and TEST_REDIS_URL name. */
export function requireServers() {
  const missing = []
  if (!process.env.TEST_DATABASE_URL && !findPostgres()) missing.push('postgresql')
  if (!process.env.TEST_REDIS_URL && !isOnPath('redis-server')) missing.push('redis-server')
  requirePackages(missing)
}

function requirePackages(missing) {
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) fail(`Missing: ${missing.join(', ')}. Install them, then start again.`)
  console.error(`Installing ${missing.join(', ')}.`)
  // Servers that come with a package stay off: what needs one starts its own.
  process.env.RUNLEVEL = '1'
  if (run('apt-get', 'update', '-qq') !== 0 || run('apt-get', 'install', '-y', '-qq', ...missing) !== 0)
    fail('They could not be installed.')
}

/** Runs a program to its end, showing what it prints; answers its exit code. */
export function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' })
  if (error) throw error
  return status ?? 1
}

/** As `run`, for npm itself: the one that started us, when one did. */
export function npm(...args) {
  const { npm_execpath: started } = process.env
  return started?.endsWith('.js') ? run(process.execPath, started, ...args) : run('npm', ...args)
}

export function fail(message) {
  console.error(message)
  process.exit(1)
}

/**
 * Whether node_modules holds what the lock file asks for. npm leaves a list of what it installed in node_modules, so this
 * also knows of an `npm install` that somebody ran by hand. Packages for other platforms may be missing.
 */
function isInstalled() {
  const list = 'node_modules/.package-lock.json'
  if (!existsSync(list)) return false
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages
  const found = JSON.parse(readFileSync(list, 'utf8')).packages
  return Object.entries(wanted).every(([name, { version, optional, devOptional }]) => {
    if (name === '') return true
    return found[name] ? found[name].version === version : optional || devOptional
  })
}

/** The line that installs what is missing of the compiler; null when nothing is, or when the binary is at hand. */
function compilerAdvice() {
  if (process.env.npm_config_better_sqlite3_local_prebuilds || COMPILER.every(isOnPath)) return null
  if (process.platform === 'darwin') return 'xcode-select --install'
  const line = COMPILER_INSTALL.find(([system]) => linuxFamily().includes(system))?.[1]
  if (!line) return `(with your system's package manager) install ${COMPILER.join(', ')}`
  return process.getuid?.() === 0 ? line : `sudo ${line}`
}

function linuxFamily() {
  if (!existsSync('/etc/os-release')) return []
  const release = readFileSync('/etc/os-release', 'utf8')
  return [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)/gm)].flatMap(([, names]) => names.split(' '))
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, program)))
}
