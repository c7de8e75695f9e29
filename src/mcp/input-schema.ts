import {
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'

/** A JSON Schema (2020-12), as far as GraphQL's inputs need it. */
export type JsonSchema = { [keyword: string]: unknown }

/** What a tool takes. */
export interface Arguments {
  schema: JsonSchema & { type: 'object' }
  names: ReadonlySet<string>
  /** The document has one variable, `$input`, whose fields the arguments are. */
  areOneInput: boolean
}

/** GraphQL's scalars as JSON writes them. JSON itself, and what is not named, may be anything. */
const SCALARS: Readonly<Record<string, JsonSchema>> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  FeedCursor: { type: 'string' },
  DateTime: { type: 'string', format: 'date-time' },
  Int: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
}

/**
 * What an operation takes, worked out from where its variables are used: types, descriptions and defaults are those of the
 * fields' arguments.
 */
export function argumentsOf(document: DocumentNode, schema: GraphQLSchema): Arguments {
  const used = usesOf(document, schema)
  const [only, ...others] = [...used.values()]
  const input = only && inputObject(only.type)
  const areOneInput = used.has('input') && others.length === 0 && input !== null
  const fields = areOneInput ? Object.values(input!.getFields()) : [...used].map(([name, argument]) => ({ ...argument, name }))
  return { schema: objectOf(fields), names: new Set(fields.map(({ name }) => name)), areOneInput }
}

/** Each variable's name with the argument that it is handed to. */
function usesOf(document: DocumentNode, schema: GraphQLSchema): Map<string, GraphQLArgument> {
  const used = new Map<string, GraphQLArgument>()
  const typeInfo = new TypeInfo(schema)
  const visitor = {
    Argument: ({ value }: { value: { kind: string; name?: unknown } }) => {
      const argument = typeInfo.getArgument()
      if (value.kind === 'Variable' && argument) used.set((value.name as { value: string }).value, argument)
    },
  }
  visit(document, visitWithTypeInfo(typeInfo, visitor as Parameters<typeof visitWithTypeInfo>[1]))
  return used
}

type Field = Pick<GraphQLInputField, 'name' | 'type' | 'description' | 'defaultValue'>

function objectOf(fields: readonly Field[]): JsonSchema & { type: 'object' } {
  const required = fields.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined).map(({ name }) => name)
  const properties = Object.fromEntries(fields.map((field) => [field.name, propertyOf(field)]))
  return { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: false }
}

function propertyOf({ type, description, defaultValue }: Field): JsonSchema {
  const hasDefault = defaultValue !== undefined && defaultValue !== null
  return { ...schemaOf(type), ...(description && { description }), ...(hasDefault && { default: nameOf(type, defaultValue) }) }
}

function schemaOf(type: GraphQLInputType): JsonSchema {
  if (isNonNullType(type)) return schemaOf(type.ofType)
  if (isListType(type)) return { type: 'array', items: schemaOf(type.ofType) }
  return isInputObjectType(type) ? objectOf(Object.values(type.getFields())) : scalarSchema(type)
}

/** A scalar's or an enum's. */
export function scalarSchema(type: GraphQLNamedType): JsonSchema {
  if (isEnumType(type)) return { type: 'string', enum: type.getValues().map(({ name }) => name) }
  return SCALARS[type.name] ?? {}
}

/** Defaults of enums are kept as their values inside, and told as their names. */
function nameOf(type: GraphQLInputType, value: unknown): unknown {
  const inner = isNonNullType(type) ? type.ofType : type
  return isEnumType(inner) ? inner.serialize(value) : value
}

function inputObject(type: GraphQLInputType) {
  const inner = isNonNullType(type) ? type.ofType : type
  return isInputObjectType(inner) ? inner : null
}
