// npm run test:deploy: what the Dockerfile's last stage holds, put together without Docker and run as the image's user, with the
// whole file system read-only but for DATA_DIR. Needs root on Linux (mount name spaces). Ends with `N passed, N failed`.
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../../bench/lib/built-server.mjs'
import { body, headers, SECRET } from '../../bench/lib/delivery.mjs'
import { sleep } from '../../bench/lib/machine.mjs'
import { freePort } from '../../scripts/ports.mjs'
import { findPostgres, startPostgres } from '../../scripts/postgres.mjs'
import { createChecks, finish } from '../fault/lib/checks.mjs'
import { readLastStage } from './dockerfile.mjs'

const ADMIN_KEY = 'hk_image_admin_key_0123456789'
const START_MS = 60_000
/** Outside of the checkout: no node_modules lies in a folder above it. */
const SCRATCH = mkdtempSync('/var/tmp/hookline-image-')
const stage = readLastStage()
const checks = createChecks()

try {
  chmodSync(SCRATCH, 0o755)
  const image = makeImage()
  await tryImage(image, 'SQLite', {})
  if (findPostgres()) {
    const postgres = await startPostgres()
    await tryImage(image, 'PostgreSQL', { DATABASE_URL: postgres.url, WEBHOOK_SECRET_KEY: randomUUID() }).finally(postgres.stop)
  } else console.log('PostgreSQL is not installed: not tried')
} finally {
  rmSync(SCRATCH, { recursive: true, force: true })
}
finish(checks)

/** The last stage's /app, from what its COPY lines name. */
function makeImage() {
  const stages = { build: buildStage(), packages: packagesStage() }
  const image = path.join(SCRATCH, 'image')
  for (const { stage: from, sources, target } of stage.copies) {
    for (const source of sources) {
      const to = target.endsWith('/') ? path.join(image, target, path.basename(source)) : path.join(image, target)
      cpSync(path.join(stages[from], source), to, { recursive: true })
    }
  }
  return image
}

/** A build from what .dockerignore lets through; the packages are those of this checkout. */
function buildStage() {
  const folder = path.join(SCRATCH, 'build')
  const ignored = readFileSync(path.join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => /^[.\w-]+$/.test(line))
  const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n')
  for (const file of tracked.filter((name) => !ignored.includes(name.split('/')[0]) && existsSync(path.join(ROOT, name))))
    cpSync(path.join(ROOT, file), path.join(folder, file))
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'))
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: folder, stdio: 'inherit' })
  for (const name of readdirSync(path.join(folder, 'dist'))) if (name.endsWith('.map')) rmSync(path.join(folder, 'dist', name))
  return folder
}

function packagesStage() {
  const folder = path.join(SCRATCH, 'packages')
  for (const file of ['package.json', 'package-lock.json']) cpSync(path.join(ROOT, file), path.join(folder, file))
  execFileSync('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund', '--silent'], { cwd: folder, stdio: 'inherit' })
  return folder
}

async function tryImage(image, on, settings) {
  const dataDir = path.join(SCRATCH, `data-${on}`)
  mkdirSync(dataDir, { mode: 0o700 })
  chownSync(dataDir, stage.uid, stage.uid)
  const env = {
    PATH: process.env.PATH,
    ...stage.env,
    PORT: String(await freePort()),
    DATA_DIR: dataDir,
    ADMIN_API_KEY: ADMIN_KEY,
    ...settings,
  }
  const url = `http://127.0.0.1:${env.PORT}`
  const server = startReadOnly(image, dataDir, env)
  const exited = new Promise((resolve) => server.once('exit', resolve))
  try {
    checks.check(await isReady(server, url), `on ${on}, it starts as user ${stage.uid} with all but DATA_DIR read-only`)
    const answer = await deliver(url)
    checks.check(
      answer.status === 202 && /^evt_/.test((await answer.json()).event_id),
      `on ${on}, a delivery is answered 202 with its event`,
    )
    const script = await fetch(`${url}/api/docs/swagger-ui-bundle.js`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } })
    checks.check(script.ok && (await script.text()).length > 100_000, `on ${on}, the page of the REST API has its script`)
    const page = await fetch(`${url}/webhooks`, { redirect: 'manual' })
    checks.check(page.status === 302, `on ${on}, the dashboard is there, and leads to the sign-in`)
    checks.check(healthExit(env) === 0, `on ${on}, the health check passes`)
  } finally {
    server.kill('SIGTERM')
  }
  checks.check((await exited) === 0, `on ${on}, it stops with 0 on SIGTERM`)
  checks.check(healthExit(env) === 1, `on ${on}, the health check fails when the server has stopped`)
}

/** In a mount name space of its own: the host stays as it is. */
function startReadOnly(image, dataDir, env) {
  const script = `mount --make-rprivate / && mount --bind "$0" "$0" && mount -o remount,bind,ro / &&
    ! touch /var/tmp/hookline-probe 2>/dev/null &&
    for place in /tmp /dev/shm; do mount -t tmpfs -o ro none $place || exit 1; done &&
    exec setpriv --reuid=${stage.uid} --regid=${stage.uid} --clear-groups --no-new-privs --bounding-set=-all "$@"`
  const command = ['unshare', '--mount', 'sh', '-c', script, dataDir, ...stage.command]
  return spawn(command[0], command.slice(1), { cwd: image, env, stdio: ['ignore', 'ignore', 'inherit'] })
}

async function isReady(server, url) {
  for (const until = performance.now() + START_MS; server.exitCode === null && performance.now() < until; await sleep(50)) {
    const ok = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ok) return true
  }
  return false
}

async function deliver(url) {
  const made = await fetch(`${url}/api/webhooks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'image', provider: 'github', secret: SECRET }),
  })
  const { endpoint } = await made.json()
  return fetch(url + endpoint, { method: 'POST', headers: { ...headers, 'x-github-delivery': randomUUID() }, body })
}

function healthExit(env) {
  try {
    execFileSync(stage.healthCheck[0], stage.healthCheck.slice(1), { env, stdio: 'ignore' })
    return 0
  } catch ({ status }) {
    return status
  }
}
