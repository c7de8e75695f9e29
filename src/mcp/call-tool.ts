import type { CallToolResult } from '@modelcontextprotocol/server'
import { type ExecutionResult, type GraphQLError, type GraphQLSchema, isObjectType } from 'graphql'
import type { Caller } from '../graphql/context.ts'
import type { InProcess } from '../graphql/in-process.ts'
import { markOutside } from './outside.ts'
import type { Tool } from './tools.ts'

/** Why a tool did not do what it was asked for, so that a model can mend it. */
export interface ToolFailure {
  code: string
  message: string
  [detail: string]: unknown
}

export interface ToolCall {
  tool: Tool
  args: Readonly<Record<string, unknown>>
  caller: Caller
}

/** Carries a tool's operation out. Whatever it fails with is a result that says so: an error of the protocol stops a model. */
export async function callTool(
  { graphql, schema }: { graphql: InProcess; schema: GraphQLSchema },
  call: ToolCall,
): Promise<CallToolResult> {
  const { tool, args, caller } = call
  const variables = tool.arguments.areOneInput ? { input: args } : args
  return toResult(await graphql.execute({ query: tool.query, variables }, caller), tool, schema)
}

export function failed(failure: ToolFailure): CallToolResult {
  return { ...written(failure), isError: true }
}

function toResult({ data, errors }: ExecutionResult, tool: Tool, schema: GraphQLSchema): CallToolResult {
  if (errors?.[0]) return failed(failureOf(errors[0]))
  // GraphQL's results have no prototype; what validates and writes them may expect one.
  const result = JSON.parse(JSON.stringify(markOutside(data, tool.outside)))
  const value = result[tool.field]
  if (value === null || isOtherNode(value)) return failed({ code: 'not_found', message: 'There is nothing with this id' })
  const { __typename, ...payload } = value
  if (__typename === undefined) return written(result)
  if (__typename === 'Proposed') return waiting(payload)
  return implementsError(schema, __typename) ? failed(payload) : written(payload)
}

/** The id is that of something else than the operation asks for, so nothing of it was selected. */
function isOtherNode(value: object): boolean {
  return !Array.isArray(value) && Object.keys(value).length === 0
}

/** A change that became a proposal has not failed: a model that took it for a failure would try again. */
function waiting({ proposal, ...payload }: Record<string, unknown>): CallToolResult {
  const { id } = proposal as { id: string }
  return written({ ...payload, message: `Not done yet, it waits for a person: proposal ${id}. Do not try again.`, proposal })
}

/** The failures of every union, also of those that are added later. */
function implementsError(schema: GraphQLSchema, typename: string): boolean {
  const type = schema.getType(typename)
  return isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Error')
}

/** As data, and as the same data's text for clients that know text only. */
function written(data: Record<string, unknown>): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(data) }], structuredContent: data }
}

/** GraphQL's own codes are in capitals, those of a union's members are not: a tool's are all of one kind. */
function failureOf({ message, extensions }: GraphQLError): ToolFailure {
  const { code, http: _, ...details } = extensions
  // graphql-js gives no code to values that do not fit their type.
  const known = code === undefined || code === 'BAD_USER_INPUT' ? 'invalid_input' : String(code).toLowerCase()
  return { ...details, code: known, message }
}
