#!/usr/bin/env node
import { serveMcpOverStdio } from './mcp.ts'

// biome-ignore lint/style/noProcessEnv: a program of its own, that knows no src/config.ts
const { HOOKLINE_URL: url = 'http://127.0.0.1:8000', HOOKLINE_KEY: key } = process.env

if (key === undefined || key === '') {
  console.error('Set HOOKLINE_KEY to an API key, and HOOKLINE_URL where the server is not http://127.0.0.1:8000')
  process.exitCode = 2
} else {
  await serveMcpOverStdio({ url, key, readOnly: process.argv.includes('--read-only') })
  process.exit()
}
