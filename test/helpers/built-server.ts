import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import type { Data } from './start-app.ts'

/** What npm run build makes. */
export const DIST: string = path.resolve(import.meta.dirname, '../../dist')

/** The built server as a process of its own, on a free port. Whoever starts it ends it. */
export function startBuilt(env: Record<string, string>): { process: ChildProcess; said(): string; listening(): Data[] } {
  const server = spawn(process.execPath, [path.join(DIST, 'main.js')], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'info', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  server.stdout.on('data', (chunk) => (said += chunk))
  const listening = () => said.split('\n').flatMap((line) => (line.includes('"msg":"listening"') ? [JSON.parse(line)] : []))
  return { process: server, said: () => said, listening }
}
