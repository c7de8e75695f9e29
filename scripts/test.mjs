// npm test: everything that says whether the code is sound, on a fresh clone too. Ends with `N passed, N failed`.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { build } from './build.mjs'
import { install, npm, requireNode, run } from './install.mjs'

const REPORT = 'node_modules/.cache/test-report.json'

requireNode()
install()
await build()
// The checks count as one test, so that the last line is the whole truth.
const checked = npm('run', 'check') === 0
const tests = runTests()
const passed = tests.passed + (checked ? 1 : 0)
const failed = tests.failed + (checked ? 0 : 1)
if (!checked) console.log('npm run check failed: see above')
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function runTests() {
  rmSync(REPORT, { force: true })
  const status = run('node_modules/.bin/vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`)
  if (!existsSync(REPORT)) return { passed: 0, failed: 1 }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(REPORT, 'utf8'))
  const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  const failed = numFailedTests + unloaded
  // An error outside of any test shows in the exit code only.
  return { passed: numPassedTests, failed: status === 0 ? failed : Math.max(1, failed) }
}
