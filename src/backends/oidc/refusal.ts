import { AuthorizationResponseError, ResponseBodyError } from 'openid-client'
import { AppError, EgressBlocked, EgressFailed, SignInRefused } from '../../errors.ts'

/** The issuer cannot be asked, or does not know this server. Nothing that the person did is wrong. */
class SignInUnavailable extends AppError {
  constructor(name: string, cause: unknown) {
    super(
      'oidc_unavailable',
      503,
      `${name} cannot be asked at the moment, or is set up wrongly here: it was logged. Try again, or sign in with a key`,
      {
        cause,
      },
    )
  }
}

/** The library's codes for an answer that is none of the protocol's. */
const BROKEN_ANSWERS = ['OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON', 'OAUTH_PARSE_ERROR', 'OAUTH_TIMEOUT', 'OAUTH_ABORT']

/**
 * What a failure is to the person. `atDiscovery`: nothing of the person was looked at yet.
 * @param name of the issuer, for people
 */
export function toRefusal(error: unknown, name: string, atDiscovery = false): AppError {
  if (error instanceof SignInRefused) return error
  if (atDiscovery || isOutside(error)) return new SignInUnavailable(name, error)
  if (error instanceof AuthorizationResponseError)
    return new SignInRefused(403, 'oidc_denied', `${name} has not signed you in (${wordOf(error.error)})`, { cause: error })
  if (error instanceof ResponseBodyError) return error.error === 'invalid_grant' ? invalid(name, error) : new SignInUnavailable(name, error)
  return invalid(name, error)
}

function invalid(name: string, cause: unknown): SignInRefused {
  return new SignInRefused(401, 'oidc_invalid', `What ${name} has answered is not valid, or no longer: begin again`, { cause })
}

function isOutside(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if (at instanceof EgressBlocked || at instanceof EgressFailed) return true
    if (BROKEN_ANSWERS.includes((at as { code?: string }).code ?? '')) return true
  }
  return false
}

/** The codes of the protocol are words like access_denied; what is another text may say anything, and is not shown. */
function wordOf(text: string): string {
  return /^[a-z_]{1,40}$/.test(text) ? text : 'for a reason that it does not name'
}
