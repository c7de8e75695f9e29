import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Config, readConfig } from '../config.ts'
import { StartRefused } from '../errors.ts'
import { HELP } from '../help.ts'
import { createLogger } from '../log.ts'
import { listArchives, showArchives } from './archive.ts'
import { exportAudit, verifyStoredAudit } from './audit.ts'
import { listBackups, makeBackup, restoreBackup, showBackup } from './backup.ts'
import { EXIT, type Exit, type Terminal } from './exit.ts'
import { migrate } from './migrate.ts'
import { migrateData } from './migrate-data.ts'
import { rotateKey } from './rotate-key.ts'

interface Given {
  config: Config
  name: string | undefined
  head?: string | undefined
  from?: string | undefined
  to?: string | undefined
  verify?: boolean | undefined
  yes?: boolean | undefined
  dryRun: boolean | undefined
}

const OPTIONS = {
  head: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  verify: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
} as const

const SUBCOMMANDS: Readonly<Record<string, (given: Given, terminal: Terminal) => Promise<Exit>>> = {
  'audit verify': ({ config, head }, terminal) => verifyStoredAudit(config, head, terminal),
  'audit export': ({ config }, terminal) => exportAudit(config, terminal),
  'rotate-key': ({ config }, terminal) => rotateKey(config, terminal),
  migrate: ({ config }, terminal) => migrate(config, terminal),
  'migrate-data': ({ config, from, to, verify = false }, terminal) =>
    migrateData({ from, to, verify, log: createLogger(config.logLevel) }, terminal),
  'backup list': ({ config }, terminal) => listBackups(config, terminal),
  'backup create': ({ config }, terminal) => makeBackup(config, terminal),
  'backup show': ({ config, name }, terminal) => showBackup(config, name, terminal),
  'backup restore': ({ config, name, dryRun = false, yes = false }, terminal) => restoreBackup(config, { name, dryRun, yes }, terminal),
  'archive list': ({ config, from, to }, terminal) => listArchives(config.storage, { from, to }, terminal),
  'archive show': ({ config, from, to }, terminal) => showArchives(config.storage, { from, to }, terminal),
}

/** A name follows them. */
const NAMED = new Set(['backup show', 'backup restore'])

/** Runs `audit verify` and the like beside a server that may be running; answers the exit code and throws nothing. */
export async function runSubcommand(words: readonly string[], terminal: Terminal): Promise<Exit> {
  try {
    const { positionals, values } = parseArgs({ args: [...words], allowPositionals: true, options: OPTIONS })
    const name = NAMED.has(positionals.slice(0, 2).join(' ')) ? positionals[2] : undefined
    const subcommand = SUBCOMMANDS[(name === undefined ? positionals : positionals.slice(0, 2)).join(' ')]
    if (!subcommand) throw new StartRefused(`There is no "${positionals.join(' ')}".\n\n${HELP}`)
    if (existsSync('.env')) process.loadEnvFile('.env')
    return await subcommand({ config: readConfig(), name, ...values, dryRun: values['dry-run'] }, terminal)
  } catch (error) {
    terminal.say((error as Error).message)
    return EXIT.notDone
  }
}
