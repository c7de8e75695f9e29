import { createHookline, type Hookline } from '../sdk/index.ts'
import { ENVIRONMENT } from './environment.ts'
import { UsageError } from './errors.ts'
import { readProfiles } from './profiles.ts'

export const DEFAULT_URL = 'http://127.0.0.1:8000'

/** The options that every command takes. */
export interface GlobalOptions {
  url?: string
  key?: string
  profile?: string
  json?: boolean
}

export interface Connection {
  hookline: Hookline
  /** Without a slash at its end. */
  url: string
  key: string
}

/**
 * The server and key to use: the options, then the environment, then what `login` has kept. A kept key is sent to its own
 * server only.
 * @throws {UsageError} when there is no key
 */
export function connect(options: GlobalOptions): Connection {
  const url = urlOf(options)
  const kept = readProfiles()[profileName(options)]
  const key = options.key ?? (ENVIRONMENT.key || (kept?.url === url ? kept.key : undefined))
  if (key === undefined) throw new UsageError(`There is no key for ${url}. Sign in with \`hookline login ${url}\`, or set HOOKLINE_KEY.`)
  return { hookline: createHookline({ url, key }), url, key }
}

/** The server's address, by the same order. @throws {UsageError} */
export function urlOf(options: GlobalOptions): string {
  return serverUrl(options.url ?? (ENVIRONMENT.url || (readProfiles()[profileName(options)]?.url ?? DEFAULT_URL)))
}

export function profileName({ profile }: GlobalOptions): string {
  return profile ?? (ENVIRONMENT.profile || 'default')
}

/** @throws {UsageError} */
export function serverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new UsageError(`"${text}" is no address of a server, such as https://hookline.example.com`)
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}
