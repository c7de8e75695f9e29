import { type Command, Option } from 'commander'
import { createHookline, ViewerDocument } from '../../sdk/index.ts'
import { DEFAULT_URL, type GlobalOptions, profileName, serverUrl, urlOf } from '../connection.ts'
import { ENVIRONMENT } from '../environment.ts'
import { UsageError } from '../errors.ts'
import { interrupted } from '../interrupt.ts'
import { type Output, say } from '../output.ts'
import { configFile, removeProfile, saveProfile } from '../profiles.ts'
import { askSecret, readStdin } from '../prompt.ts'
import { locally, type Session, withExamples, withServer } from '../session.ts'

interface LoginOptions extends GlobalOptions {
  keyStdin?: boolean
}

/** `login`, `logout` and `whoami`. */
export function addSignIn(program: Command): void {
  const login = program
    .command('login')
    .argument('[url]', `the server's address (${DEFAULT_URL})`)
    .description('check an API key and keep it, with the server that it is for')
    .addOption(new Option('--key-stdin', 'read the key from standard input'))
    .action(locally(signIn))
  withExamples(login, 'login https://hookline.example.com', 'login --key-stdin < key.txt')

  const logout = program.command('logout').description('forget a kept key').action(locally(signOut))
  withExamples(logout, 'logout', 'logout --profile staging')

  const whoami = program.command('whoami').description('show whose key is used, at which server').action(withServer(showViewer))
  withExamples(whoami, 'whoami', 'whoami --json')
}

async function signIn(out: Output, options: LoginOptions, given?: string): Promise<void> {
  const url = given === undefined ? urlOf(options) : serverUrl(given)
  const key = await readKey(options, url)
  if (!/^[\x21-\x7e]+$/.test(key)) throw new UsageError('That is no key: it is empty, or holds other characters than keys have.')
  const { viewer } = await createHookline({ url, key }).request(ViewerDocument, {}, { signal: interrupted })
  saveProfile(profileName(options), { url, key })
  say(`The key is kept in ${configFile()}, which only you can read.`)
  showThing(out, { url, profile: profileName(options), ...viewer })
}

async function readKey({ key, keyStdin }: LoginOptions, url: string): Promise<string> {
  if (keyStdin) return (await readStdin()).trim()
  return key ?? (ENVIRONMENT.key || (await askSecret(`API key for ${url}: `)))
}

async function signOut(out: Output, options: GlobalOptions): Promise<void> {
  const profile = profileName(options)
  const removed = removeProfile(profile)
  say(removed ? 'The key is forgotten here. It goes on to be valid: `hookline keys revoke` ends that.' : 'There was no key to forget.')
  if (out.isJson) out.thing({ profile, removed }, [])
}

async function showViewer({ hookline, url, out, signal }: Session, options: GlobalOptions): Promise<void> {
  const { viewer } = await hookline.request(ViewerDocument, {}, { signal })
  showThing(out, { url, profile: profileName(options), ...viewer })
}

function showThing(out: Output, { url, profile, name, role, agent }: Record<string, unknown>): void {
  const thing = { url, profile, name, role, agent }
  out.thing(thing, Object.entries(thing))
}
