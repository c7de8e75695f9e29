import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, type execute, type subscribe } from 'graphql'
import type { YogaServerInstance } from 'graphql-yoga'
import type { Logger } from '../log.ts'
import type { Caller } from './context.ts'
import { maskError } from './errors.ts'
import type { Hub } from './live/hub.ts'
import type { MissedPage } from './live/missed.ts'
import { sourceOf } from './live/source.ts'
import { subscriptionOf } from './live/subscribe.ts'
import type { LiveSubscription } from './live/subscription.ts'

/** One operation with its variables. */
export interface InProcessOperation {
  query: string
  variables: Readonly<Record<string, unknown>>
}

/**
 * GraphQL for the other ways in of this process: the same limits, rights, masking and audit as over HTTP, without HTTP.
 * What is refused comes as a result with errors; nothing throws.
 */
export interface InProcess {
  /** A query or mutation. */
  execute(operation: InProcessOperation, caller: Caller): Promise<ExecutionResult>
  /** A subscription that stays; it flows once a sink is attached. */
  open(operation: InProcessOperation, caller: Caller): Promise<LiveSubscription | ExecutionResult>
  /** A subscription's next page, of at most `max` messages. */
  read(operation: InProcessOperation, caller: Caller, max: number): Promise<MissedPage | ExecutionResult>
}

interface Deps {
  // Only what is used: the context of the server's own requests says more.
  yoga: Pick<YogaServerInstance<never, never>, 'getEnveloped'>
  hub: Hub
  log: Logger
}

interface Prepared {
  args: ExecutionArgs
  execute: typeof execute
  subscribe: typeof subscribe
}

export function createInProcess({ yoga, hub, log }: Deps): InProcess {
  return { execute: run, open, read }

  function run(operation: InProcessOperation, caller: Caller): Promise<ExecutionResult> {
    return guarded(operation, caller, async ({ args, execute }) => execute(args))
  }

  function open(operation: InProcessOperation, caller: Caller): Promise<LiveSubscription | ExecutionResult> {
    return guarded<LiveSubscription>(operation, caller, async ({ args, subscribe }) => {
      const result = await subscribe(args)
      return subscriptionOf(args.contextValue as object) ?? (result as ExecutionResult)
    })
  }

  function read(operation: InProcessOperation, caller: Caller, max: number): Promise<MissedPage | ExecutionResult> {
    return guarded<MissedPage>(operation, caller, async ({ args }) => {
      const stream = await createSourceEventStream(args)
      const source = Symbol.asyncIterator in stream ? sourceOf(stream) : undefined
      return source ? hub.read(args, source, max) : (stream as ExecutionResult)
    })
  }

  async function guarded<Result = never>(
    operation: InProcessOperation,
    caller: Caller,
    carryOut: (prepared: Prepared) => Promise<Result | ExecutionResult>,
  ): Promise<Result | ExecutionResult> {
    try {
      const prepared = await prepare(operation, caller)
      const result = 'args' in prepared ? await carryOut(prepared) : prepared
      return masked(result)
    } catch (error) {
      return { errors: [maskError(error, log)] }
    }
  }

  function masked<Result>(result: Result | ExecutionResult): Result | ExecutionResult {
    const { errors } = result as ExecutionResult
    return errors ? { ...(result as ExecutionResult), errors: errors.map((error) => maskError(error, log)) } : result
  }

  async function prepare({ query, variables }: InProcessOperation, caller: Caller): Promise<Prepared | ExecutionResult> {
    const enveloped = yoga.getEnveloped({ ...caller, params: { query, variables } } as never)
    const { schema, parse, validate, contextFactory, execute, subscribe } = enveloped
    const document = parse(query)
    const errors = validate(schema, document)
    if (errors.length > 0) return { errors: [...errors] }
    return { args: { schema, document, variableValues: variables, contextValue: await contextFactory() }, execute, subscribe } as Prepared
  }
}
