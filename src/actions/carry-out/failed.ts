import { AppError, EgressBlocked, EgressFailed, ProviderFailure, Refused } from '../../errors.ts'
import { Failed } from './job.ts'

/** What an error means for the action: whether it is tried again, when, and whether it may have taken effect. */
export function toFailed(error: unknown): Failed {
  if (error instanceof Failed) return error
  if (error instanceof ProviderFailure) return ofProvider(error)
  if (error instanceof EgressFailed) return new Failed(error.message, { retryable: true, mayHaveTakenEffect: error.mayHaveArrived })
  if (error instanceof EgressBlocked) return new Failed(error.message, { retryable: false })
  if (error instanceof Refused) return ofWebhook(error)
  if (error instanceof AppError) return new Failed(error.message, { retryable: error.status >= 500, statusCode: error.status })
  return new Failed('Something went wrong here', { retryable: true, mayHaveTakenEffect: true })
}

/** A server that breaks while it works may have done it; one that refuses has not. */
function ofProvider({ message, detail }: ProviderFailure): Failed {
  const { status, response, retryable, throttled, retryAfterMs } = detail
  const mayHaveTakenEffect = !throttled && retryable && (status === null || status >= 500 || status < 300)
  return new Failed(message, { retryable, throttled, retryAfterMs, response, statusCode: status, mayHaveTakenEffect })
}

/** What a webhook of this server answers to a delivery that is forwarded to it. */
function ofWebhook({ message, status: statusCode, retryAfterS }: Refused): Failed {
  const throttled = statusCode === 429
  const retryAfterMs = retryAfterS === undefined ? null : retryAfterS * 1000
  return new Failed(message, { retryable: throttled || statusCode >= 500, statusCode, throttled, retryAfterMs })
}
