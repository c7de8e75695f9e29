import { ProtocolError } from '@modelcontextprotocol/server'
import type { GraphQLError } from 'graphql'

/** https://modelcontextprotocol.io/seps/3415-events-extension, "Error Handling" */
const CODES = {
  InvalidParams: -32602,
  InternalError: -32603,
  NotFound: -32023,
  Forbidden: -32024,
  ResourceExhausted: -32025,
  Unsupported: -32026,
  CallbackEndpointError: -32027,
}

export class EventsError extends ProtocolError {
  constructor(name: keyof typeof CODES, message: string, data?: Record<string, unknown>) {
    super(CODES[name], message, data)
  }

  /** What GraphQL has refused, in the extension's words. */
  static of({ message, extensions }: GraphQLError): EventsError {
    if (extensions.code === 'FORBIDDEN') return new EventsError('Forbidden', message)
    if (extensions.code === 'TOO_MANY_SUBSCRIPTIONS') return new EventsError('ResourceExhausted', message, { limit: 'subscriptions' })
    return new EventsError(extensions.code === 'INTERNAL_SERVER_ERROR' ? 'InternalError' : 'InvalidParams', message)
  }
}
