import { once } from 'node:events'
import closeWithGrace from 'close-with-grace'
import { announce } from './announce.ts'
import { createApp } from './app.ts'
import { runSubcommand } from './cli/cli.ts'
import { readConfig } from './config.ts'
import { StartRefused } from './errors.ts'
import { HELP } from './help.ts'
import { createLogger } from './log.ts'
import { VERSION } from './model/package.ts'

const SHUTDOWN_MS = 20_000

// The build makes a script of this, which cannot wait at its top.
void run(process.argv.slice(2))

async function run(words: string[]): Promise<void> {
  if (words.includes('--help')) console.log(HELP)
  else if (words.includes('--version')) console.log(VERSION)
  else if (words.length > 0) process.exitCode = await runSubcommand(words, { out: print, say: (text) => console.error(text) })
  else await start()
}

/** Waits where the reader is slow, so that little is held in memory. */
async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

async function start(): Promise<void> {
  const config = readOrExit()
  const log = createLogger(config.logLevel, undefined, { format: config.logFormat, project: config.googleProject })
  const app = await createApp(config, log).catch(exitIfRefused)
  closeWithGrace({ delay: SHUTDOWN_MS, logger: false }, async ({ signal, err }) => {
    if (err) log.fatal({ err }, 'stopping after an unexpected error')
    else log.info({ signal }, 'stopping')
    await app.close()
    log.info('stopped')
  })
  await app.listen()
  await announce(app, config)
}

function readOrExit() {
  try {
    return readConfig()
  } catch (error) {
    return exitIfRefused(error)
  }
}

function exitIfRefused(error: unknown): never {
  if (!(error instanceof StartRefused)) throw error
  console.error(error.message)
  process.exit(1)
}
