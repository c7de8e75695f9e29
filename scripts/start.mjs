// npm start: from a fresh clone to a running server. What is already there and fresh costs nothing.
import { existsSync } from 'node:fs'
import { build, SERVER_STEPS } from './build.mjs'
import { install, requireNode } from './install.mjs'

requireNode()
if (existsSync('.env')) process.loadEnvFile('.env')
install()
await build(SERVER_STEPS)
// Libraries leave out checks that are for their users' development.
process.env.NODE_ENV ??= 'production'
// In this process, so that a signal reaches the server itself.
await import('../dist/main.js')
