import { baseUrlOf, type Credentials } from '../actions/credentials.ts'
import { EgressBlocked, EgressFailed, InvalidInput, ProviderFailure } from '../errors.ts'
import type { CredentialStatus } from '../model/credential.ts'
import type { Provider } from '../providers/provider.ts'
import type { Checked } from '../providers/reply.ts'
import { isAddress } from './checks.ts'
import type { Registry } from './registry.ts'

/** A check may be several calls; together they take no longer than one. */
const CHECK_MS = 15_000
const MAX_CHARS = 500

type Deps = Pick<Registry, 'egress' | 'now'>

/**
 * What can be said of a webhook's credentials before they are stored; null: there are none. That the provider cannot be
 * reached is said too, and keeps nobody from saving.
 * @throws {InvalidInput} where an address in them may not be called
 */
export async function statusOf(
  deps: Deps,
  provider: Provider,
  credentials: Credentials | null | undefined,
): Promise<CredentialStatus | null> {
  if (!credentials || Object.keys(credentials).length === 0) return null
  try {
    return await checkCredentials(deps, provider, credentials)
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error
    return toStatus(deps, provider, credentials, { ok: false, kind: 'unknown', missing: [], account: null, message: error.message })
  }
}

/**
 * Asks the provider, by a harmless call, what the credentials are good for.
 * @throws {InvalidInput} where an address in them may not be called
 * @throws {ProviderFailure} where nothing could be learned
 */
export async function checkCredentials(deps: Deps, provider: Provider, credentials: Credentials): Promise<CredentialStatus> {
  await requireReachable(deps, credentials)
  return toStatus(deps, provider, credentials, await ask(deps, provider, credentials))
}

/** @throws {InvalidInput} */
async function requireReachable({ egress }: Deps, credentials: Credentials): Promise<void> {
  for (const [name, url] of Object.entries(credentials).filter(([name]) => isAddress(name))) {
    await egress.checkTarget(url).catch((error) => {
      throw error instanceof EgressBlocked ? blocked(name, error) : error
    })
  }
}

async function ask({ egress, now }: Deps, provider: Provider, credentials: Credentials): Promise<Checked> {
  if (!provider.replies) return unchecked(`Stored; what it is good for cannot be asked of ${provider.title}`)
  const api = { credentials, fetch: egress.fetch, nowMs: now }
  try {
    return await inTime(provider, provider.replies.check(api))
  } catch (error) {
    if (error instanceof EgressBlocked) throw blocked(Object.keys(credentials).find(isAddress) ?? 'baseUrl', error)
    if (error instanceof EgressFailed) throw new ProviderFailure(provider.name, error.message, { retryable: true })
    // It was not even asked, for a part is missing or malformed: that is known, and for certain.
    if (isIncomplete(error)) return { ok: false, kind: 'incomplete', missing: [], account: null, message: error.message }
    throw error
  }
}

function unchecked(message: string): Checked {
  return { ok: true, kind: 'unchecked', missing: [], account: null, message }
}

function isIncomplete(error: unknown): error is ProviderFailure {
  return error instanceof ProviderFailure && !error.retryable && error.detail.status === null
}

function blocked(name: string, { message }: EgressBlocked): InvalidInput {
  return new InvalidInput([{ path: ['credentials', name], message }])
}

async function inTime<T>({ name, title }: Provider, checking: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const failure = new ProviderFailure(name, `${title} did not answer within ${CHECK_MS / 1000} s`, { retryable: true })
    timer = setTimeout(() => reject(failure), CHECK_MS)
  })
  try {
    return await Promise.race([checking, late])
  } finally {
    clearTimeout(timer)
  }
}

function toStatus({ now }: Deps, provider: Provider, credentials: Credentials, checked: Checked): CredentialStatus {
  const { kind, ok, missing, account, message } = checked
  return {
    kind,
    baseUrl: shownBaseUrl(provider, credentials),
    ok,
    missing: [...missing],
    account: account?.slice(0, MAX_CHARS) ?? null,
    checkedAt: new Date(now()).toISOString(),
    message: message?.slice(0, MAX_CHARS) ?? null,
  }
}

/** Of an address of the user's own making only the origin: the rest may be what keeps it secret. */
function shownBaseUrl({ name }: Provider, credentials: Credentials): string {
  const text = baseUrlOf(name, credentials)
  if (!URL.canParse(text)) return ''
  const { origin, pathname } = new URL(text)
  return credentials.replyUrl && !credentials.baseUrl ? origin : (origin + pathname).replace(/\/+$/, '')
}
