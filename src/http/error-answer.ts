import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { AppError, Forbidden, InvalidInput, NotFound, Proposed, Refused, Unauthenticated } from '../errors.ts'
import type { Logger } from '../log.ts'
import { isLimited } from '../model/rights.ts'
import { actorOf } from '../model/viewer.ts'
import type { Registry } from '../registry/registry.ts'
import type { CallerEnv } from './authenticate.ts'

/** When what is away is to be asked again. */
const AWAY_S = 5

/** Answers errors as `{error: {code, message, issues?}}`; what nobody expected is logged and told as one sentence. */
export function answerErrors(log: Logger): ErrorHandler {
  return (cause, c) => {
    const error = toAppError(cause)
    if (error.status >= 500) log.error({ err: cause, code: error.code, method: c.req.method, path: c.req.path }, 'request failed')
    return error instanceof Unauthenticated && isPageView(c) ? c.redirect('/sign-in') : answerError(c, error)
  }
}

/** What a caller may not do goes to the audit, and where the key is limited also what is not there for it. */
export function auditForbidden({ auditRefusal }: Pick<Registry, 'auditRefusal'>, c: Context<CallerEnv>, cause: Error): void {
  const viewer = c.get('viewer')
  if (!viewer || !(cause instanceof Forbidden || (cause instanceof NotFound && isLimited(viewer)))) return
  auditRefusal({ ...actorOf(viewer), verb: 'refused', subject: `${c.req.method} ${c.req.path}`, reason: cause.message, code: cause.code })
}

export function answerError(c: Context, error: AppError): Response {
  if (error instanceof Proposed) return answerProposed(c, error)
  if (error.status === 401) c.header('WWW-Authenticate', 'Bearer')
  if (error instanceof Refused && error.retryAfterS !== undefined) c.header('Retry-After', String(error.retryAfterS))
  if (error.status === 503) c.header('Retry-After', String(AWAY_S))
  const issues = error instanceof InvalidInput ? { issues: error.issues } : {}
  return c.json({ error: { code: error.code, message: error.message, ...issues } }, error.status as 400)
}

/** A change that waits for a person is no failure. */
function answerProposed(c: Context, { proposalId, code, message }: Proposed): Response {
  return c.json({ proposal_id: proposalId, status: code, message }, 202, { Location: `/api/proposals/${proposalId}` })
}

/** A person who opens an address in a browser is sent to where signing in is possible. */
function isPageView(c: Context): boolean {
  return c.req.method === 'GET' && c.req.header('accept')?.includes('text/html') === true
}

/** What the caller is told: an error that nobody expected becomes one sentence. */
export function toAppError(cause: Error): AppError {
  if (cause instanceof AppError) return cause
  if (cause instanceof HTTPException)
    return new AppError('bad_request', cause.status, cause.message || 'The request cannot be understood', { cause })
  return new AppError('internal', 500, 'Something went wrong here; it was logged', { cause })
}
