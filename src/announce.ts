import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { App } from './app.ts'
import type { Config } from './config.ts'

/**
 * Tells the person who started the server where everything is. Keys and sign-in links are printed on a terminal only:
 * elsewhere output is kept in logs, so they go to a file that only its owner can read.
 */
export async function announce(app: App, config: Config): Promise<void> {
  const key = app.madeAdminKey
  const link = await app.makeSignInLink()
  const secrets = [`Sign in (once, within 15 minutes): ${link}`, ...(key === null ? [] : [`Admin API key (shown this once):    ${key}`])]
  const lines = [
    `Hookline is at   ${app.url()}`,
    `GraphQL          ${app.url()}/graphql`,
    `REST             ${app.url()}/api/docs`,
    `Data             ${config.dataDir}`,
  ]
  if (process.stdout.isTTY) console.log(['', ...lines, ...secrets, ''].join('\n'))
  else
    console.log(
      [
        '',
        ...lines,
        `Sign-in link${key === null ? '' : ' and admin key'} in ${writeForOwner(config.dataDir, secrets, key !== null)}`,
        '',
      ].join('\n'),
    )
}

/** A first key stays in its own file until a person deletes it; a link's file is written anew at each start. */
function writeForOwner(dataDir: string, secrets: readonly string[], withKey: boolean): string {
  const file = path.join(dataDir, withKey ? 'admin-key.txt' : 'sign-in-link.txt')
  writeFileSync(file, `${secrets.join('\n')}\n`, { mode: 0o600 })
  return file
}
