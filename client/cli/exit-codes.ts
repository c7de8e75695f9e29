import { CommanderError } from 'commander'
import {
  ConflictError,
  ForbiddenError,
  HooklineError,
  InvalidInputError,
  NotFoundError,
  QuestionClosedError,
  UnauthenticatedError,
  UnavailableError,
} from '../sdk/index.ts'
import { UsageError } from './errors.ts'

/** What a script can react to; docs/cli.md has the same table. */
export const EXIT = {
  ok: 0,
  failed: 1,
  /** `plan`: the server is not as the files say. */
  changes: 2,
  /** Not signed in, or the key may not do it. */
  forbidden: 3,
  notFound: 4,
  conflict: 5,
  unreachable: 6,
  /** A question has ended without an answer. */
  unanswered: 7,
  /** An approval was answered with no. */
  rejected: 8,
  /** The command line or an input is wrong. As sysexits.h has it, for `plan` needs the 2. */
  usage: 64,
  interrupted: 130,
  terminated: 143,
} as const
export type Exit = (typeof EXIT)[keyof typeof EXIT]

type ErrorClass = abstract new (...given: never[]) => Error

const BY_CLASS: readonly [ErrorClass, Exit][] = [
  [UsageError, EXIT.usage],
  [InvalidInputError, EXIT.usage],
  [UnauthenticatedError, EXIT.forbidden],
  [ForbiddenError, EXIT.forbidden],
  [NotFoundError, EXIT.notFound],
  [ConflictError, EXIT.conflict],
  [UnavailableError, EXIT.unreachable],
  [QuestionClosedError, EXIT.unanswered],
]

export function exitOf(error: unknown): Exit {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  // The server does not take the operation: a value that no enum has, such as a provider that it does not know.
  if (error instanceof HooklineError && error.code === 'GRAPHQL_ERROR') return EXIT.usage
  return BY_CLASS.find(([type]) => error instanceof type)?.[1] ?? EXIT.failed
}
