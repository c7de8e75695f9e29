import SchemaBuilder from '@pothos/core'
import ErrorsPlugin from '@pothos/plugin-errors'
import PrismaPlugin, { getRefFromModel, type PrismaObjectRef } from '@pothos/plugin-prisma'
import RelayPlugin from '@pothos/plugin-relay'
import { GraphQLScalarType } from 'graphql'
import { DateTimeResolver, JSONResolver } from 'graphql-scalars'
import type { GraphqlContext } from './context.ts'
import type Tables from './generated/pothos.ts'
import { getDatamodel } from './generated/pothos.ts'
import type { EventRow } from './rows.ts'

/** Prisma's models, but that events go round without their bodies. */
type Models = Omit<Tables, 'WebhookEvent'> & { WebhookEvent: Omit<Tables['WebhookEvent'], 'Shape'> & { Shape: EventRow } }

export interface SchemaTypes {
  Context: GraphqlContext
  PrismaTypes: Models
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    JSON: { Input: unknown; Output: unknown }
    FeedCursor: { Input: string; Output: string }
  }
  /** Called only when a query asks for it. */
  Connection: { totalCount(): Promise<number | null> }
  DefaultFieldNullability: false
  DefaultEdgesNullability: false
  DefaultNodeNullability: false
}

export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ErrorsPlugin, RelayPlugin, PrismaPlugin],
  defaultFieldNullability: false,
  errors: {},
  relay: {
    cursorType: 'String',
    edgesFieldOptions: { nullable: false },
    nodeFieldOptions: { nullable: false },
    nodeQueryOptions: false,
    nodesQueryOptions: false,
  },
  prisma: { client: ({ registry }) => registry.db.prisma, dmmf: getDatamodel(), onUnusedQuery: null },
})

builder.addScalarType('DateTime', DateTimeResolver)
builder.addScalarType('JSON', JSONResolver)
builder.addScalarType(
  'FeedCursor',
  new GraphQLScalarType<string, string>({
    name: 'FeedCursor',
    description: 'An opaque position in the change feed. A client hands back the last one that it saw, and misses nothing.',
  }),
)

builder.queryType()
builder.mutationType()
builder.subscriptionType()

builder.globalConnectionField('totalCount', (t) =>
  t.int({ nullable: true, description: 'Counts to 10,000 and is null beyond.', resolve: ({ totalCount }) => totalCount() }),
)

type Builder = typeof builder
type BuilderTypes = Builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never

// The nouns that are rows, for files whose types point at each other; each is described in its own file under types/.
export const Webhook = tableRef('WebhookConfig')
export const Command = tableRef('WebhookCommand')
export const WebhookEvent = tableRef('WebhookEvent')
export const Action = tableRef('WebhookAction')
export const Task = tableRef('Task')
export const Question = tableRef('Question')
export const Proposal = tableRef('Proposal')
export const ApiKey = tableRef('ApiKey')
export const AuditEntry = tableRef('AuditEntry')

function tableRef<Model extends keyof Models>(model: Model) {
  return getRefFromModel(model, builder) as PrismaObjectRef<BuilderTypes, Models[Model], Models[Model]['Shape']>
}

/** What every type with a global id implements. An object of it carries `__typename` where it is returned as a Node. */
export const Node = builder.nodeInterfaceRef()
