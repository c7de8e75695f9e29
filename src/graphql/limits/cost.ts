import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { refusal } from './refusal.ts'

/** What one operation may cost. A hundred webhooks with a hundred events each come to more, a hundred events with all their fields do not. */
const MAX_COST = 20_000
/** As `graphql/page.ts` has it where neither `first` nor `last` is given. */
const DEFAULT_SIZE = 50
/** Sizes beyond this are refused by the fields themselves. */
const MAX_SIZE = 1000

export interface Operation {
  schema: GraphQLSchema
  document: DocumentNode
  operationName?: string | null
  variables?: Readonly<Record<string, unknown>> | null
}

/**
 * The sum over an operation's fields: 1 each, and what lies below a field with `first` or `last` as often as it says.
 * For documents without fragment cycles. Fields that are not there cost 1; validation tells of them.
 */
function costOf({ schema, document, operationName, variables }: Operation): number {
  const operation = getOperationAST(document, operationName)
  const root = operation && schema.getRootType(operation.operation)
  if (!root) return 0
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  )
  const known = new Map<string, number>()
  return ofSet(operation.selectionSet, root)

  function ofSet({ selections }: SelectionSetNode, type: GraphQLCompositeType): number {
    return selections.reduce((sum, node) => sum + ofSelection(node, type), 0)
  }

  function ofSelection(node: SelectionNode, type: GraphQLCompositeType): number {
    if (node.kind === Kind.FIELD) return ofField(node, type)
    if (node.kind === Kind.INLINE_FRAGMENT) return ofSet(node.selectionSet, typeNamed(node.typeCondition?.name.value) ?? type)
    return ofFragment(node.name.value)
  }

  function ofFragment(name: string): number {
    let cost = known.get(name)
    if (cost === undefined) {
      const fragment = fragments.get(name)
      const type = typeNamed(fragment?.typeCondition.name.value)
      known.set(name, (cost = fragment && type ? ofSet(fragment.selectionSet, type) : 1))
    }
    return cost
  }

  function ofField(node: FieldNode, type: GraphQLCompositeType): number {
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined
    const below = field && getNamedType(field.type)
    if (!node.selectionSet || !field || !isCompositeType(below)) return 1
    return 1 + sizeOf(node, field) * ofSet(node.selectionSet, below)
  }

  function typeNamed(name: string | undefined): GraphQLCompositeType | null {
    const type = name === undefined ? undefined : schema.getType(name)
    return isCompositeType(type) ? type : null
  }

  /** How many rows a field may come to: 1 where it has no pages. */
  function sizeOf(node: FieldNode, { args }: GraphQLField<unknown, unknown>): number {
    const paging = args.filter(({ name }) => name === 'first' || name === 'last')
    if (paging.length === 0) return 1
    const given = paging.map(({ name }) => givenSize(node, name)).filter((size) => size !== undefined)
    const size = given.length > 0 ? Math.max(...given) : Number(paging[0]?.defaultValue ?? DEFAULT_SIZE)
    return Math.min(Math.max(size, 1), MAX_SIZE)
  }

  /** Undefined: not given, or not a number, which validation tells of. */
  function givenSize(node: FieldNode, name: string): number | undefined {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value
    if (value?.kind === Kind.INT) return Number(value.value)
    if (value?.kind !== Kind.VARIABLE) return undefined
    const variable = variables?.[value.name.value] ?? defaultOf(value.name.value)
    return typeof variable === 'number' ? variable : undefined
  }

  function defaultOf(variable: string): number | undefined {
    const found = operation?.variableDefinitions?.find((one) => one.variable.name.value === variable)?.defaultValue
    return found?.kind === Kind.INT ? Number(found.value) : undefined
  }
}

/** @throws {GraphQLError} TOO_COSTLY */
export function checkCost(operation: Operation): void {
  const cost = costOf(operation)
  if (cost > MAX_COST)
    throw refusal('TOO_COSTLY', `The operation costs ${cost}, more than ${MAX_COST}: ask for fewer fields or smaller pages`)
}
