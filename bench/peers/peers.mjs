// The tools that are measured beside: how each is installed, started, and given GitHub's deliveries.
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { SECRET } from '../lib/delivery.mjs'

const here = (file) => fileURLToPath(new URL(file, import.meta.url))

/**
 * `install` puts it into a folder; it throws where that cannot be done. `command` answers how it is started on a port, `path` where it
 * takes deliveries; `does` is what it does with one, in words.
 */
export const PEERS = {
  Probot: {
    version: '14.3.2',
    does: 'its middleware on node:http with one empty handler of issues.opened; verifies, answers 400 to a bad signature, stores nothing',
    path: '/api/github/webhooks',
    install: (folder) => npmInstall(folder, 'probot@14.3.2'),
    command(folder, port) {
      copyFileSync(here('probot.mjs'), path.join(folder, 'probot.mjs'))
      return { file: process.execPath, args: ['probot.mjs', String(port), SECRET] }
    },
  },
  'Node-RED': {
    version: '4.1.15',
    does: 'a flow of http in, a function that verifies and parses, and http response; answers 401 to a bad signature, stores nothing',
    path: '/github',
    install: (folder) => npmInstall(folder, 'node-red@4.1.15'),
    command(folder, port) {
      for (const file of ['node-red-settings.cjs', 'node-red-flow.json']) copyFileSync(here(file), path.join(folder, file))
      const args = [
        'node_modules/node-red/red.js',
        '--settings',
        'node-red-settings.cjs',
        '--userDir',
        path.join(folder, 'user'),
        '--port',
        String(port),
      ]
      return { file: process.execPath, args, env: { WEBHOOK_SECRET: SECRET } }
    },
  },
  webhook: {
    version: 'of Debian',
    does: 'adnanh/webhook, which verifies and runs /bin/true; answers before that has ended, 500 to a bad signature, stores nothing',
    path: '/hooks/github',
    install: installFromDebian,
    command(folder, port) {
      const signature = { type: 'payload-hmac-sha256', secret: SECRET, parameter: { source: 'header', name: 'X-Hub-Signature-256' } }
      const hooks = [{ id: 'github', 'execute-command': '/bin/true', 'trigger-rule': { match: signature } }]
      writeFileSync(path.join(folder, 'hooks.json'), JSON.stringify(hooks))
      return { file: 'webhook', args: ['-hooks', 'hooks.json', '-ip', '127.0.0.1', '-port', String(port)] }
    },
  },
}

function npmInstall(folder, what) {
  mkdirSync(folder, { recursive: true })
  if (existsSync(path.join(folder, 'node_modules'))) return
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', what], {
    cwd: folder,
    stdio: 'inherit',
  })
}

function installFromDebian(folder) {
  mkdirSync(folder, { recursive: true })
  if (isThere()) return
  execFileSync('apt-get', ['install', '-y', '-qq', 'webhook'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

function isThere() {
  try {
    execFileSync('webhook', ['-version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
