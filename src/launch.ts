#!/usr/bin/env node
import path from 'node:path'
import { runScript } from './compiled-script.ts'

// dist/main.js: the built server, which scripts/build.mjs has laid beside it.
runScript(path.join(import.meta.dirname, 'server.cjs'), path.join(import.meta.dirname, 'cache'))
