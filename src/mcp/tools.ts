import { type GraphQLSchema, print } from 'graphql'
import { mayUse } from '../graphql/field-roles.ts'
import type { Viewer } from '../model/viewer.ts'
import { type Arguments, argumentsOf } from './input-schema.ts'
import { type Operation, readOperations } from './operations.ts'
import { type Outside, outsideOf } from './outside.ts'

/** One operation of tools/, as a tool. */
export interface Tool {
  /** `create_webhook` for create-webhook.graphql. */
  name: string
  description: string
  annotations: { readOnlyHint: boolean; destructiveHint: boolean; idempotentHint: boolean; openWorldHint: boolean }
  arguments: Arguments
  query: string
  /** The root field that the operation asks for. */
  field: string
  outside: Outside
}

/** Reads the tools, by name. Their tags: `destructive`, `idempotent`, `openWorld` (it reaches people or systems outside). */
export function readTools(schema: GraphQLSchema): ReadonlyMap<string, Tool> {
  return new Map(
    readOperations('tools')
      .map((operation) => toTool(operation, schema))
      .map((tool) => [tool.name, tool]),
  )
}

/** Whether a caller is offered a tool: its role may use the field, and the connection may change things if the tool does. */
export function isOffered({ field, annotations }: Tool, { role }: Viewer, readOnly: boolean): boolean {
  return mayUse(role, field) && (annotations.readOnlyHint || !readOnly)
}

function toTool({ name, description, tags, type, root, document }: Operation, schema: GraphQLSchema): Tool {
  const readOnlyHint = type === 'query'
  return {
    name: name.replaceAll('-', '_'),
    description,
    annotations: {
      readOnlyHint,
      destructiveHint: tags.has('destructive'),
      idempotentHint: readOnlyHint || tags.has('idempotent'),
      openWorldHint: tags.has('openWorld'),
    },
    arguments: argumentsOf(document, schema),
    query: print(document),
    field: root.name.value,
    outside: outsideOf(document, schema),
  }
}
