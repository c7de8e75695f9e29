// A PostgreSQL server for tests and measurements: on a free port of loopback, in a folder of its own that goes with it.
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort, isOpen } from './ports.mjs'

const DEBIAN = '/usr/lib/postgresql'

/** The folder of PostgreSQL's programs; undefined: they are not on this machine. */
export function findPostgres() {
  const onPath = (process.env.PATH ?? '').split(path.delimiter)
  const ofDebian = existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => path.join(DEBIAN, version, 'bin')) : []
  return [...ofDebian.reverse(), ...onPath].find((folder) => existsSync(path.join(folder, 'initdb')))
}

/** `settings`: of postgresql.conf. `stop` ends it by its pid; `kill` and `restart` are for faults. */
export async function startPostgres(settings = {}) {
  const bin = findPostgres()
  if (!bin) throw new Error('PostgreSQL is not installed')
  const folder = mkdtempSync(path.join(tmpdir(), 'hookline-postgres-'))
  const owner = systemUser()
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const data = path.join(folder, 'data')
  execFileSync(path.join(bin, 'initdb'), ['-D', data, '-U', 'hookline', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'], {
    ...owner,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const port = await freePort()
  const all = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, max_connections: 300, ...settings }
  const args = ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  let server = run()
  await isOpen(port, server)

  return {
    url: `postgresql://hookline@127.0.0.1:${port}/postgres`,
    port,
    pid: () => server.pid,
    /** Ends it at once, as a crash does, and starts it again on the same data. */
    async restart(signal = 'SIGQUIT') {
      await ended(server, signal)
      server = run()
      await isOpen(port, server)
    },
    async stop() {
      await ended(server, 'SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }

  function run() {
    return spawn(path.join(bin, 'postgres'), args, { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] })
  }
}

/** PostgreSQL does not run as root: then it runs as the user that its package has made. */
function systemUser() {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith('postgres:'))
  if (!line) throw new Error('There is no user postgres, and PostgreSQL does not run as root')
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

async function ended(server, signal) {
  if (server.exitCode !== null || server.signalCode !== null) return
  const exit = new Promise((resolve) => server.once('exit', resolve))
  server.kill(signal)
  await exit
}
