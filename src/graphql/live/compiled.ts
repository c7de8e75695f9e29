import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql'
import type { CompiledQuery } from 'graphql-jit'

/** Executes one operation for one change. Throws, or rejects, where not even a result with errors can be made. */
export type Executor = (rootValue: unknown, contextValue: unknown) => Promise<ExecutionResult> | ExecutionResult

let compiler: typeof import('graphql-jit') | undefined

/** A start has other things to do first: it is loaded with the first subscription. Without it, graphql-js executes. */
export async function loadCompiler(): Promise<void> {
  compiler ??= await import('graphql-jit')
}

const compiled = new WeakMap<DocumentNode, Map<string, CompiledQuery | null>>()

/**
 * What is executed for each change is compiled once: graphql-js works out anew, each time, what there is to do. Parsed documents
 * are cached by their text, so equal documents share what was compiled. What goes wrong is told by graphql-js itself.
 */
export function executorOf(args: ExecutionArgs): Executor {
  // Taken out now: whose arguments they are lets go of them.
  const { schema, document, operationName, variableValues } = args
  const plain: Executor = (rootValue, contextValue) =>
    execute({ schema, document, operationName, variableValues, rootValue, contextValue }) as ReturnType<Executor>
  const query = compiledOf(args)
  if (!query) return plain
  return (rootValue, contextValue) => {
    const sound = (result: ExecutionResult) => (result.errors ? plain(rootValue, contextValue) : result)
    const result = query.query(rootValue, contextValue, {}) as ReturnType<Executor>
    return result instanceof Promise ? result.then(sound) : sound(result)
  }
}

function compiledOf(args: ExecutionArgs): CompiledQuery | null {
  if (!compiler) return null
  const byName = compiled.get(args.document) ?? new Map<string, CompiledQuery | null>()
  compiled.set(args.document, byName)
  const name = args.operationName ?? ''
  let query = byName.get(name)
  if (query === undefined) byName.set(name, (query = compile(compiler, args)))
  return query
}

/** Null: this one is left to graphql-js. It reads variables by other rules than the compiler, and for each caller anew. */
function compile(
  { compileQuery, isCompiledQuery }: typeof import('graphql-jit'),
  { schema, document, operationName }: ExecutionArgs,
): CompiledQuery | null {
  const operation = getOperationAST(document, operationName)
  const standing = operation && withoutArguments(document, operation)
  if (!standing || usesVariables(standing)) return null
  const query = compileQuery(schema, standing, operationName ?? '')
  return isCompiledQuery(query) ? query : null
}

/** The operation without the arguments of its field, which have chosen what is heard and have no part in what is told of it. */
function withoutArguments(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const selections = operation.selectionSet.selections.map((field) => (field.kind === Kind.FIELD ? { ...field, arguments: [] } : field))
  const standing = { ...operation, variableDefinitions: [], selectionSet: { ...operation.selectionSet, selections } }
  return { ...document, definitions: document.definitions.map((definition) => (definition === operation ? standing : definition)) }
}

function usesVariables(document: DocumentNode): boolean {
  let found = false
  visit(document, { Variable: () => void (found = true) })
  return found
}
