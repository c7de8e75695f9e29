import { readFileSync } from 'node:fs'
import {
  astFromValue,
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  print,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'

// The contract that clients depend on.
const contract = buildSchema(readFileSync('test/fixtures/contract.graphql', 'utf8'))

describe('the contract', () => {
  it('has every type', () => {
    const missing = ownTypes(contract).filter(({ name }) => !schema.getType(name))

    expect(missing.map(({ name }) => name)).toEqual([])
  })

  it('has every field, value, member and interface', () => {
    const missing = shared().flatMap(([theirs, ours]) => partsOf(theirs).filter((part) => !partsOf(ours).includes(part)))

    expect(missing).toEqual([])
  })

  it('gives every field and argument the same type and default', () => {
    const differing = shared().flatMap(([theirs, ours]) => {
      const built = signatures(ours)
      return [...signatures(theirs)]
        .filter(([name, signature]) => built.has(name) && built.get(name) !== signature)
        .map(([name, signature]) => `${name}: ${signature}, built ${built.get(name)}`)
    })

    expect(differing).toEqual([])
  })

  it('describes what the contract describes, in the same words', () => {
    const differing = shared().flatMap(([theirs, ours]) => {
      const built = descriptions(ours)
      return [...descriptions(theirs)].filter(([name, text]) => text && built.has(name) && built.get(name) !== text).map(([name]) => name)
    })

    expect(differing).toEqual([])
  })

  it('asks for nothing more than the contract: further arguments and input fields are optional', () => {
    const further = shared().flatMap(([theirs, ours]) =>
      [...signatures(ours)].filter(
        ([name, type]) => /[(>]/.test(name) && type.endsWith('!') && !signatures(theirs).has(name) && fieldIsIn(theirs, name),
      ),
    )

    expect(further).toEqual([])
  })
})

function ownTypes(of: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(of.getTypeMap()).filter(
    ({ name, astNode }) => !name.startsWith('__') && (astNode || !['String', 'Int', 'Float', 'Boolean', 'ID'].includes(name)),
  )
}

function shared(): [GraphQLNamedType, GraphQLNamedType][] {
  return ownTypes(contract).flatMap((theirs) => {
    const ours = schema.getType(theirs.name)
    return ours ? [[theirs, ours] as [GraphQLNamedType, GraphQLNamedType]] : []
  })
}

function fieldsOf(type: GraphQLNamedType): (GraphQLField<unknown, unknown> | GraphQLInputField)[] {
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : []
}

function partsOf(type: GraphQLNamedType): string[] {
  const { name } = type
  return [
    ...fieldsOf(type).map((field) => `${name}.${field.name}`),
    ...(isEnumType(type) ? type.getValues().map((value) => `${name}.${value.name}`) : []),
    ...(isUnionType(type) ? type.getTypes().map((member) => `${name} = ${member.name}`) : []),
    ...(isObjectType(type) ? type.getInterfaces().map((implemented) => `${name} implements ${implemented.name}`) : []),
  ]
}

/** Field → type, argument → type and default. */
function signatures(type: GraphQLNamedType): Map<string, string> {
  return new Map(
    fieldsOf(type).flatMap((field): [string, string][] => {
      const name = `${type.name}.${field.name}`
      if (!('args' in field)) return [[`${name}>`, withDefault(field)]]
      return [[name, String(field.type)], ...field.args.map((arg): [string, string] => [`${name}(${arg.name})`, withDefault(arg)])]
    }),
  )
}

function withDefault({ type, defaultValue }: GraphQLArgument | GraphQLInputField): string {
  if (defaultValue === undefined) return String(type)
  return `${type} = ${print(astFromValue(defaultValue, type)!)}`
}

function descriptions(type: GraphQLNamedType): Map<string, string | null | undefined> {
  const values = isEnumType(type) ? type.getValues() : []
  return new Map([
    [type.name, type.description],
    ...[...fieldsOf(type), ...values].map(({ name, description }): [string, string | null | undefined] => [
      `${type.name}.${name}`,
      description,
    ]),
    ...fieldsOf(type).flatMap((field) =>
      'args' in field
        ? field.args.map(({ name, description }): [string, string | null | undefined] => [
            `${type.name}.${field.name}(${name})`,
            description,
          ])
        : [],
    ),
  ])
}

function fieldIsIn(type: GraphQLNamedType, name: string): boolean {
  return partsOf(type).includes(name.replace(/\(.*/, '')) || isInputObjectType(type)
}
