import type { ProviderName } from './model/webhook.ts'

/**
 * What a caller can react to. Every error that leaves the server has a stable `code`, an HTTP `status` and a message
 * fit for the caller; nothing in it is secret.
 */
export class AppError extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
    this.status = status
  }
}

/** One thing wrong with an input: where, and what was expected. */
export interface InputIssue {
  path: string[]
  message: string
}

export class InvalidInput extends AppError {
  readonly issues: InputIssue[]

  constructor(issues: InputIssue[], code = 'invalid_input') {
    super(code, 400, issues.map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(': ')).join('; '))
    this.issues = issues
  }
}

export class NotFound extends AppError {
  constructor(what: string, id: string) {
    super('not_found', 404, `${what} "${id}" does not exist`)
  }
}

export class Forbidden extends AppError {
  constructor(message: string) {
    super('forbidden', 403, message)
  }
}

export class Unauthenticated extends AppError {
  constructor(message = 'An API key is needed: send it as "Authorization: Bearer <key>"') {
    super('unauthenticated', 401, message)
  }
}

export class Conflict extends AppError {
  constructor(message: string, code = 'conflict') {
    super(code, 409, message)
  }
}

/** Not done, but kept: a person decides. To be told like a failure, for what was asked for has not happened. */
export class Proposed extends AppError {
  readonly proposalId: string

  constructor(proposalId: string, summary: string) {
    super('proposed', 202, `Proposed as ${proposalId}, a person decides: ${summary}`)
    this.proposalId = proposalId
  }
}

/** A delivery that is not let in. `retryAfterS` becomes the Retry-After header. */
export class Refused extends AppError {
  readonly retryAfterS: number | undefined

  constructor(status: number, code: string, message: string, options: ErrorOptions & { retryAfterS?: number } = {}) {
    super(code, status, message, options)
    this.retryAfterS = options.retryAfterS
  }
}

/** An outgoing request wants to reach an address that it may not. */
export class EgressBlocked extends AppError {
  constructor(message: string) {
    super('egress_blocked', 400, message)
  }
}

/** An outgoing request got no whole answer. */
export class EgressFailed extends AppError {
  /** False: nothing of the request has reached anybody. */
  readonly mayHaveArrived: boolean

  constructor(message: string, mayHaveArrived: boolean, options?: ErrorOptions) {
    super('egress_failed', 502, message, options)
    this.mayHaveArrived = mayHaveArrived
  }
}

interface FailureDetail {
  /** The HTTP status; null: there was no answer. */
  status?: number | null
  /** What the provider said, for a person to read. */
  response?: string | null
  /** Whether the same call may succeed later. */
  retryable: boolean
  /** The provider wants fewer calls, this one and all others. */
  throttled?: boolean
  /** When the provider wants to be asked again; null: it did not say. */
  retryAfterMs?: number | null
}

/** A provider's API has refused. */
export class ProviderFailure extends AppError {
  readonly provider: ProviderName
  readonly detail: Required<FailureDetail>

  constructor(provider: ProviderName, message: string, detail: FailureDetail) {
    super('provider_failed', 502, message)
    this.provider = provider
    this.detail = { status: null, response: null, throttled: false, retryAfterMs: null, ...detail }
  }

  get retryable(): boolean {
    return this.detail.retryable
  }
}

/** The server cannot start; the message says, without a stack, what a person must put right. */
export class StartRefused extends Error {}
