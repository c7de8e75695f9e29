// npm run test:fault: everything that is done to a running server to see what it loses. Ends with `N passed, N failed`.
import { execFileSync } from 'node:child_process'
import { ROOT } from '../../bench/lib/built-server.mjs'
import { requireServers } from '../../scripts/install.mjs'
import { createChecks, finish } from './lib/checks.mjs'

requireServers()
execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' })
const { kill } = await import('./kill.mjs')
const { fsync } = await import('./fsync.mjs')
const { disk } = await import('./disk.mjs')
const { talkBack } = await import('./talk-back.mjs')
const { agents } = await import('./agents.mjs')
const { replicas } = await import('./replicas.mjs')

const checks = createChecks()
for (const fault of [kill, talkBack, agents, fsync, disk, replicas]) {
  console.log(`\n${fault.name}`)
  await fault(checks).catch((error) => {
    console.error(error)
    checks.check(false, `${fault.name} could not be run to its end`)
  })
}
finish(checks)
