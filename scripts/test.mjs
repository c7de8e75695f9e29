// npm test: what says whether the code is sound, on a fresh clone too. npm run test:programs: the command line and the examples
// as programs. npm run test:dashboard: the dashboard in a browser. npm run test:postgresql: the server's own tests on PostgreSQL.
// npm run test:scale: both databases with a million events.
// Each ends with `N passed, N failed`.
import { existsSync, readFileSync, rmSync } from 'node:fs'
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
if (!checked) console.log('npm run check failed: see above')
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function runTests(projects) {
  rmSync(REPORT, { force: true })
  const named = projects.map((name) => `--project=${name}`)
  const status = run('node_modules/.bin/vitest', 'run', ...named, '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`)
  if (!existsSync(REPORT)) return { passed: 0, failed: 1 }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(REPORT, 'utf8'))
  const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  const failed = numFailedTests + unloaded
  // An error outside of any test shows in the exit code only.
  return { passed: numPassedTests, failed: status === 0 ? failed : Math.max(1, failed) }
}
