import { HealthDocument, type HealthQuery, HooklineError, UnauthenticatedError, ViewerDocument } from '../../sdk/index.ts'
import { connect, type GlobalOptions, urlOf } from '../connection.ts'
import { UsageError } from '../errors.ts'
import { VERSION } from '../version.ts'

export type State = 'ok' | 'warn' | 'fail'

/** One thing that was looked at. */
export interface Finding {
  name: string
  state: State
  message: string
  /** What to do about it. */
  advice?: string
}

const NEEDED_NODE = [20, 19] as const
const PROBE_MS = 10_000
/** Standard Webhooks and Slack refuse what is 5 minutes off; long before that something is wrong. */
const SKEW_WARN_MS = 30_000
const SKEW_FAIL_MS = 300_000
const OLD_PENDING_S = 60

/** Looks from near to far, and stops where nothing beyond can be seen. */
export async function* diagnose(options: GlobalOptions): AsyncGenerator<Finding, void> {
  yield checkNode()
  const url = urlOf(options)
  yield* checkTransport(url)
  const probe = await reach(url)
  yield* probe.findings
  if (!probe.isReached) return
  yield* checkKey(options)
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isNew = major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1])
  return isNew
    ? { name: 'node', state: 'ok', message: process.versions.node }
    : { name: 'node', state: 'fail', message: process.versions.node, advice: `Install Node ${NEEDED_NODE.join('.')} or newer.` }
}

function* checkTransport(url: string): Generator<Finding> {
  const { protocol, hostname } = new URL(url)
  const isNear = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (protocol === 'https:' || isNear)
    yield { name: 'transport', state: 'ok', message: `${url}${isNear ? ' is this machine' : ' is encrypted'}` }
  else yield { name: 'transport', state: 'warn', message: `${url} is not encrypted`, advice: 'The key can be read on the way: use https.' }
}

async function reach(url: string): Promise<{ isReached: boolean; findings: Finding[] }> {
  const sentAt = Date.now()
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PROBE_MS) })
    const receivedAt = Date.now()
    const ready = await response.json().catch(() => null)
    if (typeof ready?.ok !== 'boolean') return { isReached: false, findings: [notHookline(url, response.status)] }
    return { isReached: true, findings: [readiness(ready, receivedAt - sentAt), clock(response, (sentAt + receivedAt) / 2)] }
  } catch (error) {
    return { isReached: false, findings: [unreachable(url, error as Error)] }
  }
}

function readiness({ ok, reason }: { ok: boolean; reason?: string }, ms: number): Finding {
  if (ok) return { name: 'server', state: 'ok', message: `answers in ${ms} ms` }
  return { name: 'server', state: 'fail', message: `is not ready: ${reason}`, advice: "Look at the server's log." }
}

function clock(response: Response, nowMs: number): Finding {
  const serverMs = Date.parse(response.headers.get('date') ?? '')
  if (Number.isNaN(serverMs)) return { name: 'clock', state: 'warn', message: 'the server does not tell its time' }
  // The header is in whole seconds.
  const skewMs = Math.max(0, Math.abs(serverMs + 500 - nowMs) - 500)
  const message = `${(skewMs / 1000).toFixed(1)} s apart`
  if (skewMs < SKEW_WARN_MS) return { name: 'clock', state: 'ok', message }
  const advice = 'Set the clocks by NTP: signatures with a time are refused when it is off.'
  return { name: 'clock', state: skewMs < SKEW_FAIL_MS ? 'warn' : 'fail', message, advice }
}

function notHookline(url: string, status: number): Finding {
  const advice = 'Is the address right, with its path, and does a proxy in between let /readyz through?'
  return { name: 'server', state: 'fail', message: `${url} answers ${status}, and not as Hookline does`, advice }
}

function unreachable(url: string, { message, cause }: Error): Finding {
  const { code = '', message: why = message } = (cause ?? {}) as NodeJS.ErrnoException
  const isTls = /CERT|TLS|SSL|SELF_SIGNED|ISSUER/.test(code)
  const advice = isTls
    ? 'Its certificate is not trusted here: mend it, or name its authority in NODE_EXTRA_CA_CERTS.'
    : 'Is the server running, and is the address right? It listens on 127.0.0.1 unless HOST says otherwise.'
  return { name: isTls ? 'tls' : 'server', state: 'fail', message: `${url} is not reached: ${code || why}`, advice }
}

async function* checkKey(options: GlobalOptions): AsyncGenerator<Finding> {
  try {
    const { hookline } = connect(options)
    const { viewer } = await hookline.request(ViewerDocument, {})
    yield { name: 'key', state: 'ok', message: `${viewer.name}, ${viewer.role}${viewer.agent ? ` for ${viewer.agent}` : ''}` }
    // An agent's key sees no health.
    if (viewer.role !== 'AGENT') yield* checkHealth((await hookline.request(HealthDocument, {})).health)
  } catch (error) {
    if (!(error instanceof HooklineError || error instanceof UsageError)) throw error
    const advice = error instanceof UnauthenticatedError ? 'It is unknown, revoked or expired: sign in with `hookline login`.' : undefined
    yield { name: 'key', state: 'fail', message: error.message, advice }
  }
}

function* checkHealth(health: HealthQuery['health']): Generator<Finding> {
  const { version, oldestPendingSeconds, webhooksWithoutSecret, sealedUnderLostKeys, refusedLastHour, configErrors } = health
  yield version === VERSION
    ? { name: 'version', state: 'ok', message: version }
    : { name: 'version', state: 'warn', message: `the server is ${version}, this is ${VERSION}`, advice: 'Use both from one release.' }
  yield finding('queue', oldestPendingSeconds > OLD_PENDING_S, {
    message: `the oldest pending work waits for ${oldestPendingSeconds} s`,
    advice: "Look at `hookline actions list --status retrying` and at the server's log.",
  })
  yield finding('config files', configErrors > 0, {
    message: `${configErrors} with something wrong`,
    advice: 'What and where stands in the `.error` beside each, and in GraphQL: `configErrors`.',
  })
  yield finding('webhooks', webhooksWithoutSecret > 0, {
    message: `${webhooksWithoutSecret} without a secret`,
    advice: 'They let nothing in: `hookline webhooks list`, then `hookline webhooks rotate`.',
  })
  yield finding('refused', refusedLastHour > 0, {
    message: `${refusedLastHour} deliveries in the last hour`,
    advice: "Compare the secret here with the provider's; GraphQL's refusedDeliveries has the reasons.",
  })
  yield finding('secrets', sealedUnderLostKeys > 0, {
    message: `${sealedUnderLostKeys} records are sealed under keys that are not there`,
    advice: 'Bring the key file back, or WEBHOOK_SECRET_KEY_PREVIOUS.',
    state: 'fail',
  })
}

function finding(
  name: string,
  isWrong: boolean,
  { message, advice, state = 'warn' }: { message: string; advice: string; state?: State },
): Finding {
  return isWrong ? { name, state, message, advice } : { name, state: 'ok', message }
}
