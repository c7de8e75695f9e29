import { GraphQLError } from 'graphql'

/** What an operation can be refused for before anything of it is carried out; stable, for programs. */
export type RefusalCode =
  | 'DOCUMENT_TOO_LARGE'
  | 'TOO_MANY_TOKENS'
  | 'TOO_DEEP'
  | 'TOO_MANY_ALIASES'
  | 'TOO_MANY_DIRECTIVES'
  | 'FRAGMENT_CYCLE'
  | 'TOO_COSTLY'

/**
 * An operation that is not let in. Without `spec`, Yoga answers 400 to callers that accept `application/json`, too.
 * https://the-guild.dev/graphql/yoga-server/docs/features/error-masking#modifying-http-status-codes-and-headers
 */
export function refusal(code: RefusalCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } })
}

/** As it is told over a WebSocket, where there is no HTTP status. */
export function withoutStatus(error: GraphQLError): GraphQLError {
  const { http: _, ...extensions } = error.extensions
  const { nodes, source, positions, path, originalError } = error
  return new GraphQLError(error.message, { nodes, source, positions, path, originalError, extensions })
}
