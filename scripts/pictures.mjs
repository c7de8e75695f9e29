// npm run pictures: the pictures of docs/dashboard.md, made of the dashboard that is built, by the test that looks at every page.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from './build.mjs'
import { fail, install, requireDebian, requireNode, run } from './install.mjs'

const PICTURES = { 'webhook-1280': 'dashboard-webhook', 'events-1280': 'dashboard-events', 'command-from-event-1280': 'dashboard-command' }

requireNode()
install()
await build()
requireDebian('chromium')
const folder = mkdtempSync(path.join(tmpdir(), 'hookline-pictures-'))
process.env.PICTURES_FOLDER = folder
if (run('node_modules/.bin/vitest', 'run', '--project=dashboard', 'test/dashboard/every-page.test.ts') !== 0)
  fail('No pictures were made: see above.')
for (const [from, to] of Object.entries(PICTURES)) copyFileSync(path.join(folder, `${from}.png`), `docs/images/${to}.png`)
rmSync(folder, { recursive: true })
