import type { Context } from 'hono'
import type { Limiter } from '../backends/limiter/limiter.ts'
import { type AppError, Refused, SignInRefused } from '../errors.ts'
import type { Registry } from '../registry/registry.ts'
import { addressOf } from './authenticate.ts'

export interface SignInDeps {
  registry: Registry
  limiter: Limiter
}

/** Keys and links cannot be guessed; this is so that nobody tries, and that it shows in the log. */
const MAX_FAILURES = 10
const FAILURES_WINDOW_S = 15 * 60

/** @throws {Refused} 429 where an address has failed too often */
export function refuseGuessing({ limiter }: SignInDeps, c: Context): void {
  const waitS = limiter.blockedForS(limitName(c))
  if (waitS > 0) throw tooMany(waitS)
}

/**
 * Logs and audits a sign-in that was refused, and answers what is to be told. The failure that uses the limit up is the last
 * that is looked at until the window ends.
 * @param counts false: nobody can try anything out in this way
 */
export async function refusedSignIn(deps: SignInDeps, c: Context, error: AppError, counts = true): Promise<AppError> {
  const { auditRefusal, log } = deps.registry
  const { status, code, message } = error
  const address = addressOf(c)
  const actor = (error instanceof SignInRefused && error.who) || 'unknown'
  auditRefusal({ actor, address, verb: 'sign_in.failed', subject: c.req.path.slice(1), reason: message, code })
  log.warn({ remoteAddress: address, status, code, reason: reasonOf(error) }, 'sign-in refused')
  const waitS = counts ? await deps.limiter.count(limitName(c), MAX_FAILURES, FAILURES_WINDOW_S) : 0
  return waitS > 0 ? tooMany(waitS) : error
}

/** The messages of what has caused an error, without anything else of it: an issuer's answers may hold tokens. */
function reasonOf({ cause }: Error): string | undefined {
  const reasons: string[] = []
  for (let at = cause; at instanceof Error && reasons.length < 4; at = at.cause) reasons.push(at.message.slice(0, 200))
  return reasons.length > 0 ? reasons.join(': ') : undefined
}

function tooMany(waitS: number): Refused {
  return new Refused(429, 'rate_limited', `Too many failed sign-ins from this address: try again in ${Math.ceil(waitS / 60)} minutes`, {
    retryAfterS: waitS,
  })
}

function limitName(c: Context): string {
  return `sign-in:${addressOf(c)}`
}
