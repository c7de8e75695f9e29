#!/usr/bin/env node
// npx hookline: the command line from a clone, built when it is not there or older than its sources.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { install, requireNode } from './install.mjs'

requireNode()
const root = path.resolve(import.meta.dirname, '..')
const here = process.cwd()
process.chdir(root)
if (!existsSync('node_modules')) install()
const { build, CLI_STEP } = await import('./build.mjs')
await build([CLI_STEP])
process.chdir(here)
await import(pathToFileURL(path.join(root, 'dist/cli/main.js')).href)
