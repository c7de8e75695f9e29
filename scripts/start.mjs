// npm start: from a fresh clone to a running server. What is already there and fresh costs nothing.
import { build } from './build.mjs'
import { install, requireNode } from './install.mjs'

requireNode()
install()
build()
// In this process, so that a signal reaches the server itself.
await import('../dist/main.js')
