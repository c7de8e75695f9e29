// npm test: what says whether the code is sound, on a fresh clone too. npm run test:programs: the command line and the examples
// as programs. npm run test:dashboard: the dashboard in a browser. npm run test:postgresql: the server's own tests on PostgreSQL.
// npm run test:scale: both databases with a million events.
// Each ends with `N passed, N failed`.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from './build.mjs'
import { install, npm, requireDebian, requireNode, requireServers, run } from './install.mjs'

const REPORT = 'node_modules/.cache/test-report.json'

const own = process.argv[2]
/** Those of one name. */
const SEVERAL = { scale: ['scale', 'scale-postgresql'] }

requireNode()
install()
await build()
if (own === 'dashboard') requireDebian('chromium')
if (own === undefined || own === 'on-postgresql' || own === 'scale') requireServers()
// The checks count as one test, so that the last line is the whole truth.
const checks = own ? 0 : 1
const checked = own || npm('run', 'check') === 0
const tests = runTests(own ? (SEVERAL[own] ?? [own]) : ['shared', 'own', 'postgresql', 'redis'])
const passed = tests.passed + (checked ? checks : 0)
const failed = tests.failed + (checked ? 0 : 1)
if (!checked) console.log('Failed: npm run check, see above')
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** On CI a file that failed runs once more, alone. What failed at first is named all the same, to be mended. */
function runTests(projects) {
  const { status, files } = vitest(projects)
  const failing = files.filter((file) => failures(file).length > 0)
  // An error outside of any test shows in the exit code only.
  if (status !== 0 && failing.length === 0) return tell(files, ['vitest, see above'])
  if (failing.length === 0 || !process.env.CI) return tell(files, failing.flatMap(failures))
  const again = vitest(projects, '--maxWorkers=1', ...new Set(failing.map(({ name }) => name)))
  const failed = again.files.flatMap(failures)
  for (const line of failing.flatMap(failures)) console.log(`Failed beside others: ${line}`)
  const rest = files.filter((file) => !failing.some(({ name }) => name === file.name))
  return tell([...rest, ...again.files], again.status !== 0 && failed.length === 0 ? ['vitest, see above'] : failed)
}

function tell(files, failed) {
  for (const name of failed) console.log(`Failed: ${name}`)
  const passed = files.flatMap(({ assertionResults }) => assertionResults).filter((test) => test.status === 'passed').length
  return { passed, failed: failed.length }
}

function vitest(projects, ...more) {
  rmSync(REPORT, { force: true })
  const named = projects.map((name) => `--project=${name}`)
  const status = run(
    'node_modules/.bin/vitest',
    'run',
    ...named,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${REPORT}`,
    ...more,
  )
  return { status, files: existsSync(REPORT) ? JSON.parse(readFileSync(REPORT, 'utf8')).testResults : [] }
}

/** What failed in a file; the file itself when it could not be loaded. */
function failures({ name, status, assertionResults }) {
  const file = path.relative('.', name)
  const failed = assertionResults.filter((test) => test.status === 'failed')
  if (status === 'failed' && failed.length === 0) return [file]
  return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${failureMessages[0]?.split('\n')[0]}`)
}
