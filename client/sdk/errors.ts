/** One thing wrong with an input: where, and what was expected. */
export interface InputIssue {
  path: string[]
  message: string
}

/** What is known of a failure. */
export interface Failure {
  /** Stable: `not_found`, `conflict`, `BAD_USER_INPUT`; docs/integrators.md lists the server's. */
  code: string
  message: string
  issues?: readonly InputIssue[]
  /** How long the server wants to be left alone. */
  retryAfterSeconds?: number
  provider?: string
  /** What the change has become. */
  proposal?: { id: string }
  retryable?: boolean
  cause?: unknown
}

/** Something was not done. Every error that this package makes is one; its subclasses say what can be done about it. */
export class HooklineError extends Error {
  override readonly name: string = 'HooklineError'
  readonly code: string
  /** What is wrong with the input; empty where it was not the input. */
  readonly issues: readonly InputIssue[]

  constructor({ code, message, issues = [], cause }: Failure) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.issues = issues
  }
}

/** No key, or one that is unknown, expired or revoked: mend the key. */
export class UnauthenticatedError extends HooklineError {
  override readonly name = 'UnauthenticatedError'
}

/** The key may not do this. */
export class ForbiddenError extends HooklineError {
  override readonly name = 'ForbiddenError'
}

/** It is not there, or not for this key. */
export class NotFoundError extends HooklineError {
  override readonly name = 'NotFoundError'
}

/** Something else came first: another version, a taken id, a question that is answered. */
export class ConflictError extends HooklineError {
  override readonly name = 'ConflictError'
}

/** The input is wrong; `issues` says where. */
export class InvalidInputError extends HooklineError {
  override readonly name = 'InvalidInputError'
}

/** The change of an agent's key was not made: it waits as a proposal until a person decides it. */
export class ProposedError extends HooklineError {
  override readonly name = 'ProposedError'
  readonly proposalId: string | null

  constructor(failure: Failure) {
    super(failure)
    this.proposalId = failure.proposal?.id ?? null
  }
}

/** A provider's API has refused, or was not reached. */
export class ProviderFailureError extends HooklineError {
  override readonly name = 'ProviderFailureError'
  /** As the schema names it, such as `GITHUB`. */
  readonly provider: string | undefined
  /** Whether it may succeed later. */
  readonly retryable: boolean

  constructor(failure: Failure) {
    super(failure)
    this.provider = failure.provider
    this.retryable = failure.retryable ?? false
  }
}

/** The server cannot be reached, is broken or busy: the same request may succeed later. */
export class UnavailableError extends HooklineError {
  override readonly name: string = 'UnavailableError'
  readonly retryAfterSeconds: number | undefined

  constructor(failure: Failure) {
    super(failure)
    this.retryAfterSeconds = failure.retryAfterSeconds
  }
}

/** Too many requests or subscriptions; `retryAfterSeconds` says how long to wait. */
export class RateLimitedError extends UnavailableError {
  override readonly name = 'RateLimitedError'
}

/** The task is no longer this worker's: its lease ran out, it was cancelled, or it is finished. What is handed in is not taken. */
export class LeaseLostError extends HooklineError {
  override readonly name = 'LeaseLostError'
  readonly taskId: string

  constructor(taskId: string, message: string, cause?: unknown) {
    super({ code: 'lease_lost', message, cause })
    this.taskId = taskId
  }
}

/** The worker is stopping; the task was handed back. */
export class StoppedError extends HooklineError {
  override readonly name = 'StoppedError'

  constructor() {
    super({ code: 'stopped', message: 'The worker is stopping, and hands the task back' })
  }
}

/** A question has ended without an answer. It is never a yes. */
export class QuestionClosedError extends HooklineError {
  override readonly name: string = 'QuestionClosedError'
  readonly questionId: string

  constructor(questionId: string, failure: Failure) {
    super(failure)
    this.questionId = questionId
  }
}

/** Nobody has answered in time, and the question has no default answer. */
export class QuestionExpiredError extends QuestionClosedError {
  override readonly name = 'QuestionExpiredError'

  constructor(questionId: string) {
    super(questionId, { code: 'question_expired', message: `Nobody has answered question ${questionId} in time` })
  }
}

/** Somebody has taken the question back. */
export class QuestionCancelledError extends QuestionClosedError {
  override readonly name = 'QuestionCancelledError'

  constructor(questionId: string) {
    super(questionId, { code: 'question_cancelled', message: `Question ${questionId} was taken back` })
  }
}

/** For a handler of `work` to throw: the task has failed, and trying it again would not help. */
export class FinalError extends Error {
  override readonly name = 'FinalError'
}

type ErrorClass = new (failure: Failure) => HooklineError

/** By code in lower case: GraphQL's errors have the same codes in capitals. */
const CLASSES: Record<string, ErrorClass> = {
  unauthenticated: UnauthenticatedError,
  forbidden: ForbiddenError,
  not_found: NotFoundError,
  conflict: ConflictError,
  idempotency_key_reused: ConflictError,
  provider_failed: ProviderFailureError,
  proposed: ProposedError,
  rate_limited: RateLimitedError,
  too_many_subscriptions: RateLimitedError,
  idempotency_in_progress: UnavailableError,
  storage_unavailable: UnavailableError,
  internal: UnavailableError,
  internal_server_error: UnavailableError,
  bad_user_input: InvalidInputError,
}

/** The error that a failure of the server's is. */
export function errorOf(failure: Failure): HooklineError {
  const fallback = failure.issues?.length ? InvalidInputError : HooklineError
  return new (CLASSES[failure.code.toLowerCase()] ?? fallback)(failure)
}

/** What has kept a request or a stream from the server. */
export function unreachable(cause: unknown): UnavailableError {
  return new UnavailableError({ code: 'unreachable', message: `The server could not be reached: ${String(cause)}`, cause })
}
