// npm run test:faults [-- F13 F19 …]: what is done to a running server to see what it loses. -- --list names the faults and what
// tries each. Ends with `N passed, N failed`.
import { execFileSync, spawnSync } from 'node:child_process'
import { ROOT } from '../../bench/lib/built-server.mjs'
import { requireServers } from '../../scripts/install.mjs'
import { createChecks, finish } from './lib/checks.mjs'
import { FAULTS } from './matrix.mjs'

const words = process.argv.slice(2)
const HELP = `npm run test:faults [-- [--list] [F<number> …]]

  without a number   every fault, about half an hour; FAULT_SECONDS, FAULT_KILLS and SCALE_EVENTS make it shorter or longer
  F13 F19            these
  --list             names the faults, and what tries each`

if (words.includes('--help')) console.log(HELP)
else if (words.includes('--list')) for (const fault of FAULTS) console.log(lineOf(fault, sourceOf(fault)))
else await run(words)

async function run(ids) {
  const unknown = ids.filter((id) => !FAULTS.some((fault) => fault.id === id))
  if (unknown.length > 0) return fail(`There is no ${unknown.join(', ')}.\n\n${HELP}`)
  requireServers()
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' })
  const chosen = FAULTS.filter(({ id }) => ids.length === 0 || ids.includes(id))
  const [checks, results] = [createChecks(), new Map()]
  for (const by of chosen.flatMap((fault) => fault.by)) {
    const name = nameOf(by)
    if (!results.has(name)) results.set(name, await tried(name, by, checks))
  }
  console.log('\nfault, result, what tried it')
  for (const fault of chosen)
    console.log(lineOf(fault, `${fault.by.every((by) => results.get(nameOf(by))) ? 'ok    ' : 'FAILED'} ${sourceOf(fault)}`))
  finish(checks)
}

/** Whether it held. */
async function tried(name, by, checks) {
  console.log(`\n${name}`)
  const before = checks.counts.failed
  if (by.program) await program(by.program, checks)
  else checks.check(vitest(by), name)
  return checks.counts.failed === before
}

async function program(name, checks) {
  const exported = await import(`./${name}.mjs`)
  const start = Object.values(exported).find((value) => typeof value === 'function')
  await start(checks).catch((error) => {
    console.error(error)
    checks.check(false, `${name} could not be run to its end`)
  })
}

function vitest({ project, files }) {
  return (
    spawnSync('node_modules/.bin/vitest', ['run', `--project=${project}`, '--reporter=dot', ...files], { cwd: ROOT, stdio: 'inherit' })
      .status === 0
  )
}

function nameOf({ program: name, project, files }) {
  return name ? `test/fault/${name}.mjs` : `${files.join(' ')} (${project})`
}

function sourceOf({ by, notHere }) {
  return `${by.map(nameOf).join('; ')}${notHere ? `; not here: ${notHere}` : ''}`
}

function lineOf({ id, fault }, rest) {
  return `${id.padEnd(4)} ${fault.padEnd(72)} ${rest}`
}

function fail(message) {
  console.error(message)
  process.exitCode = 2
}
