import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

// A small run of what `npm run test:faults` does at length.
it('agents that are killed and frozen complete each task once', { timeout: 180_000 }, async () => {
  await promisify(execFile)('npm', ['run', 'build'])
  const env = { ...process.env, FAULT_TASKS: '200', FAULT_AGENT_KILLS: '5', NODE_OPTIONS: '' }

  const { stdout } = await promisify(execFile)(process.execPath, ['test/fault/agents.mjs'], { env })

  expect(stdout).toMatch(/^[1-9]\d* passed, 0 failed$/m)
  expect(stdout).toContain('1 of 1 workers froze with tasks and came back')
  expect(stdout).toContain('5 kills of 3 workers: 200 tasks are worked off')
})
