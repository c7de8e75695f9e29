import { type ExecutionResult, GraphQLError } from 'graphql'
import { AppError, Conflict, Forbidden, InvalidInput, NotFound, Proposed, ProviderFailure, Refused } from '../errors.ts'
import type { Logger } from '../log.ts'
import { builder, Proposal } from './builder.ts'
import { Provider } from './enums.ts'

const Failure = builder.interfaceRef<{ code: string; message: string }>('Error').implement({
  description: 'Every expected failure of a mutation is a member of its result union and implements this.',
  fields: (t) => ({ code: t.exposeString('code'), message: t.exposeString('message') }),
})

const InputIssue = builder.objectRef<{ path: string[]; message: string }>('InputIssue').implement({
  fields: (t) => ({ path: t.exposeStringList('path'), message: t.exposeString('message') }),
})

// A result union names these classes themselves: what is thrown of them becomes its member.
builder.objectType(InvalidInput, {
  name: 'InvalidInput',
  interfaces: [Failure],
  fields: (t) => ({ issues: t.expose('issues', { type: [InputIssue] }) }),
})
builder.objectType(NotFound, { name: 'NotFound', interfaces: [Failure] })
builder.objectType(Forbidden, { name: 'Forbidden', interfaces: [Failure] })
builder.objectType(Conflict, { name: 'Conflict', interfaces: [Failure] })

builder.objectType(Proposed, {
  name: 'Proposed',
  description: "An agent's change that waits for a person: nothing was changed yet.",
  interfaces: [Failure],
  fields: (t) => ({
    proposal: t.field({ type: Proposal, resolve: async ({ proposalId }, _, { loaders }) => (await loaders.proposal(proposalId))! }),
  }),
})

builder.objectType(ProviderFailure, {
  name: 'ProviderFailure',
  description: "The provider's API refused or could not be reached; `retryable` says whether Hookline goes on trying.",
  interfaces: [Failure],
  fields: (t) => ({ provider: t.expose('provider', { type: Provider }), retryable: t.exposeBoolean('retryable') }),
})

/**
 * Every error of an operation passes here on its way out. What a caller can react to keeps its message and gets
 * `extensions.code`; anything else is logged and becomes one sentence that tells nothing.
 */
export function maskError(error: unknown, log: Pick<Logger, 'error'>): GraphQLError {
  const cause = rootOf(error)
  if (cause instanceof AppError) return new GraphQLError(cause.message, { ...placeOf(error), extensions: extensionsOf(cause) })
  if (cause instanceof GraphQLError) return coded(error as GraphQLError)
  log.error({ err: cause, path: placeOf(error).path?.join('.') }, 'a resolver failed')
  return new GraphQLError('Unexpected error.', { ...placeOf(error), extensions: { code: 'INTERNAL_SERVER_ERROR' } })
}

/**
 * Of graphql-js itself: it gives its errors no code, and names what is similar to a wrong name; where it judges variables it
 * cannot be told not to. The codes are Apollo's: https://www.apollographql.com/docs/apollo-server/data/errors#built-in-error-codes
 */
function coded(error: GraphQLError): GraphQLError {
  const message = error.message.replace(/ Did you mean .*\?$/s, '')
  if (message === error.message && error.extensions.code) return error
  return new GraphQLError(message, { ...placeOf(error), extensions: { code: codeOf(message), ...error.extensions } })
}

function codeOf(message: string): string {
  if (message.startsWith('Syntax Error')) return 'GRAPHQL_PARSE_FAILED'
  return message.startsWith('Variable "$') ? 'BAD_USER_INPUT' : 'GRAPHQL_VALIDATION_FAILED'
}

export function maskResult(result: ExecutionResult, log: Pick<Logger, 'error'>): ExecutionResult {
  return result.errors ? { ...result, errors: result.errors.map((error) => maskError(error, log)) } : result
}

/** graphql-js wraps what a resolver throws, some layers twice. */
function rootOf(error: unknown): unknown {
  let cause = error
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError
  return cause
}

function placeOf(error: unknown): Pick<Partial<GraphQLError>, 'nodes' | 'source' | 'positions' | 'path'> {
  if (!(error instanceof GraphQLError)) return {}
  const { nodes, source, positions, path } = error
  return { nodes, source, positions, path }
}

function extensionsOf(error: AppError): Record<string, unknown> {
  if (error instanceof InvalidInput) return { code: 'BAD_USER_INPUT', issues: error.issues }
  const retryAfterS = error instanceof Refused ? error.retryAfterS : undefined
  return { code: error.code.toUpperCase(), ...(retryAfterS !== undefined && { retryAfterS }) }
}
