import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Config, readConfig } from '../config.ts'
import { StartRefused } from '../errors.ts'
import { HELP } from '../help.ts'
import { exportAudit, verifyStoredAudit } from './audit.ts'
import { EXIT, type Exit, type Terminal } from './exit.ts'
import { rotateKey } from './rotate-key.ts'

interface Given {
  config: Config
  head: string | undefined
}

const SUBCOMMANDS: Readonly<Record<string, (given: Given, terminal: Terminal) => Promise<Exit>>> = {
  'audit verify': ({ config, head }, terminal) => verifyStoredAudit(config, head, terminal),
  'audit export': ({ config }, terminal) => exportAudit(config, terminal),
  'rotate-key': ({ config }, terminal) => rotateKey(config, terminal),
}

/** Runs `audit verify` and the like beside a server that may be running; answers the exit code and throws nothing. */
export async function runSubcommand(words: readonly string[], terminal: Terminal): Promise<Exit> {
  try {
    const { positionals, values } = parseArgs({ args: [...words], allowPositionals: true, options: { head: { type: 'string' } } })
    const subcommand = SUBCOMMANDS[positionals.join(' ')]
    if (!subcommand) throw new StartRefused(`There is no "${positionals.join(' ')}".\n\n${HELP}`)
    if (existsSync('.env')) process.loadEnvFile('.env')
    return await subcommand({ config: readConfig(), head: values.head }, terminal)
  } catch (error) {
    terminal.say((error as Error).message)
    return EXIT.notDone
  }
}
