import {
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isNonNullType,
  isObjectType,
  Kind,
  print,
  type SelectionSetNode,
} from 'graphql'
import { argumentsOf, type JsonSchema, scalarSchema } from '../input-schema.ts'
import { type Operation, readOperations } from '../operations.ts'
import { type Outside, outsideOf } from '../outside.ts'

/** One subscription of feeds/, as a kind of thing that happens. */
export interface FeedType {
  /** `task.queued` for task-queued.graphql. */
  name: string
  description: string
  /** The ChangeKind that it is about. */
  kind: string
  query: string
  /** The root field, and below it the field with what has changed. */
  field: string
  node: string
  argumentNames: ReadonlySet<string>
  inputSchema: JsonSchema
  payloadSchema: JsonSchema
  outside: Outside
}

export function readFeedTypes(schema: GraphQLSchema): ReadonlyMap<string, FeedType> {
  return new Map(
    readOperations('feeds')
      .map((operation) => toFeedType(operation, schema))
      .map((type) => [type.name, type]),
  )
}

function toFeedType({ name, description, tags, root, document }: Operation, schema: GraphQLSchema): FeedType {
  const { schema: inputs } = argumentsOf(document, schema)
  // The cursor is the protocol's own.
  const { after: _, ...properties } = inputs.properties as Record<string, JsonSchema>
  const [node] = root.selectionSet!.selections.filter((one) => one.kind === Kind.FIELD && one.selectionSet)
  if (node?.kind !== Kind.FIELD) throw new Error(`${name} asks for nothing that has changed`)
  const message = getNamedType(schema.getSubscriptionType()!.getFields()[root.name.value]!.type) as GraphQLCompositeType
  return {
    name: name.replaceAll('-', '.'),
    description,
    kind: [...tags][0]!,
    query: print(document),
    field: root.name.value,
    node: node.name.value,
    argumentNames: new Set(Object.keys(properties)),
    inputSchema: { type: 'object', properties, additionalProperties: false },
    payloadSchema: selectedOf(node.selectionSet!, fieldType(message, node.name.value)),
    outside: outsideOf(document, schema),
  }

  /** What a selection comes to, as a JSON Schema. */
  function selectedOf(set: SelectionSetNode, type: GraphQLCompositeType): JsonSchema {
    return { type: 'object', properties: propertiesOf(set, type) }
  }

  function propertiesOf({ selections }: SelectionSetNode, type: GraphQLCompositeType): Record<string, JsonSchema> {
    const properties: Record<string, JsonSchema> = {}
    for (const one of selections) {
      if (one.kind === Kind.FIELD)
        properties[one.name.value] = merged(properties[one.name.value], propertyOf(one.name.value, one.selectionSet, type))
      else if (one.kind === Kind.FRAGMENT_SPREAD) Object.assign(properties, propertiesOf(fragmentNamed(one.name.value), type))
    }
    return properties
  }

  function propertyOf(field: string, below: SelectionSetNode | undefined, type: GraphQLCompositeType): JsonSchema {
    const found = isObjectType(type) ? type.getFields()[field] : undefined
    const described = found?.description ? { description: found.description } : {}
    const inner = below ? selectedOf(below, fieldType(type, field)) : scalarSchema(getNamedType(found!.type))
    const nullable = inner.type !== undefined && !isNonNullType(found!.type)
    return { ...inner, ...(nullable && { type: [inner.type, 'null'] }), ...described }
  }

  function fragmentNamed(name: string): SelectionSetNode {
    const fragment = document.definitions.find((node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name)
    return (fragment as { selectionSet: SelectionSetNode }).selectionSet
  }
}

/** The same field may be selected in parts. */
function merged(one: JsonSchema | undefined, other: JsonSchema): JsonSchema {
  if (!one?.properties) return other
  return { ...other, properties: { ...(one.properties as object), ...(other.properties as object) } }
}

function fieldType(type: GraphQLCompositeType, field: string): GraphQLCompositeType {
  if (!isObjectType(type)) throw new Error(`${type.name} is no object`)
  return getNamedType(type.getFields()[field]!.type) as GraphQLCompositeType
}
