// npm run test:hostile: what strangers on the network may send, through real proxies and in masses. Ends with `N passed, N failed`.
import { execFileSync } from 'node:child_process'
import { ROOT } from '../../bench/lib/built-server.mjs'
import { createChecks, finish } from '../fault/lib/checks.mjs'
import { requirePrograms } from './lib/programs.mjs'

execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' })
requirePrograms({ nginx: ['-v'], haproxy: ['-v'], slowhttptest: ['-h'], wrk: ['-v'] })
const { smuggling } = await import('./smuggling.mjs')
const { floods } = await import('./floods.mjs')

const checks = createChecks()
for (const attack of [smuggling, floods]) {
  console.log(`\n${attack.name}`)
  await attack(checks).catch((error) => {
    console.error(error)
    checks.check(false, `${attack.name} could not be run to its end`)
  })
}
finish(checks)
