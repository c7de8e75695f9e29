import { errorOf, type Failure, HooklineError, UnavailableError } from './errors.ts'

/** What GraphQL answers, and each message of a stream. */
export interface Answer {
  data?: Record<string, unknown> | null
  errors?: { message: string; extensions?: Partial<Failure> & { retryAfterS?: number } }[]
}

const FAILURES = new Set(['InvalidInput', 'NotFound', 'Forbidden', 'Conflict', 'ProviderFailure', 'Proposed'])

/** GraphQL's answer. @throws {HooklineError} the server's `{error: {code, message}}`, or what came instead of an answer */
export async function readAnswer(response: Response): Promise<Answer> {
  const answer = parse(await response.text())
  const retryAfterSeconds = Number(response.headers.get('retry-after')) || undefined
  if (answer?.error) throw errorOf({ retryAfterSeconds, ...answer.error })
  if (answer?.data !== undefined || answer?.errors) return answer
  const failure = { code: 'no_answer', message: `The server answered ${response.status} and nothing that can be read`, retryAfterSeconds }
  throw response.status === 429 || response.status >= 500 ? new UnavailableError(failure) : new HooklineError(failure)
}

function parse(text: string): (Answer & { error?: Failure }) | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** @throws {HooklineError} the first of the operation's errors */
export function throwErrors({ errors: [error] = [] }: Answer): void {
  if (!error) return
  const { code = 'GRAPHQL_ERROR', issues, retryAfterS } = error.extensions ?? {}
  throw errorOf({ code, message: error.message, issues, retryAfterSeconds: retryAfterS })
}

/** @throws {HooklineError} where a mutation's result is one of the failures of its union */
export function throwFailures({ data }: Answer): void {
  for (const value of Object.values(data ?? {})) {
    const result = value as ({ __typename?: string } & Failure) | null
    if (result?.__typename && FAILURES.has(result.__typename)) throw errorOf(result)
  }
}
