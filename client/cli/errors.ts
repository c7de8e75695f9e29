import { HooklineError, type InputIssue, UnauthenticatedError, UnavailableError } from '../sdk/index.ts'

/** The command line asks for something that makes no sense; the message says what to do. */
export class UsageError extends Error {}

/** What a person is told of an error: what happened, each thing wrong with the input, what to do. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof HooklineError)) return error instanceof Error ? error.message : String(error)
  const issues = error.issues.map(({ path, message }) => `  ${path.join('.') || 'input'}: ${message}`)
  return [`${error.message} (${error.code})`, ...issues, ...adviceOn(error)].join('\n')
}

/** The same for a program, as REST writes it. */
export function detailsOf(error: unknown): { code: string; message: string; issues?: readonly InputIssue[] } {
  if (!(error instanceof HooklineError)) return { code: error instanceof UsageError ? 'usage' : 'failed', message: wordsOf(error) }
  const { code, message, issues } = error
  return { code, message, ...(issues.length > 0 && { issues }) }
}

function adviceOn(error: HooklineError): string[] {
  if (error instanceof UnauthenticatedError) return ['Sign in with `hookline login`, or set HOOKLINE_KEY.']
  if (error instanceof UnavailableError && error.code === 'unreachable') return ['Is the server running? `hookline doctor` looks further.']
  return []
}
