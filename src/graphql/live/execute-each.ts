import { type ExecutionArgs, type ExecutionResult, execute, GraphQLError } from 'graphql'
import { createContext, type GraphqlContext } from '../context.ts'

/**
 * A stream that is one caller's own: a message is made when it is asked for, each in a context of its own, for loaders keep
 * what they have read. What breaks the stream is its last message; `return` reaches the source while a message is made.
 */
export function executeEach(args: ExecutionArgs, stream: AsyncIterable<unknown>): AsyncIterableIterator<ExecutionResult> {
  const source = stream[Symbol.asyncIterator]()
  const context = args.contextValue as GraphqlContext
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next: () => next().catch((error) => ({ done: false, value: { errors: [toGraphqlError(error)] } })),
    async return() {
      await source.return?.()
      return { done: true, value: undefined }
    },
  }

  async function next(): Promise<IteratorResult<ExecutionResult>> {
    const { done, value } = await source.next()
    if (done) return { done, value: undefined }
    const contextValue = createContext(context, context.viewer, context.signal)
    return { done: false, value: await execute({ ...args, rootValue: value, contextValue }) }
  }
}

function toGraphqlError(error: Error): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError(error.message, { originalError: error })
}
