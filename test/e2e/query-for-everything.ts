import {
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'
import { schema } from '../../src/graphql/schema.ts'

/** As deep, and lists as long, as one operation may cost. */
const DEPTH = 5
const PAGE = '(first: 3)'

/** Every query that takes no argument, each as an operation of its own, with all that can be asked for without one. */
export function queriesForEverything(): string[] {
  return fieldsOf(schema.getQueryType()!, DEPTH).map((field) => `{ ${field} }`)
}

function fieldsOf(type: GraphQLOutputType, depth: number): string[] {
  const named = getNamedType(type)
  if (isAbstractType(named)) {
    return ['__typename', ...schema.getPossibleTypes(named).map((one) => `... on ${one.name} { ${fieldsOf(one, depth).join(' ')} }`)]
  }
  if (!isObjectType(named) || depth === 0) return []
  return Object.values(named.getFields()).flatMap((field) => asked(field, depth))
}

function asked(field: GraphQLField<unknown, unknown>, depth: number): string[] {
  if (field.args.some(isRequiredArgument)) return []
  const page = field.args.some(({ name }) => name === 'first') ? PAGE : ''
  if (isLeafType(getNamedType(field.type))) return [field.name]
  const inside = fieldsOf(field.type, depth - 1)
  return inside.length === 0 ? [] : [`${field.name}${page} { __typename ${inside.join(' ')} }`]
}
