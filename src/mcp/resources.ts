import {
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  type Resource,
  type ResourceTemplateType,
} from '@modelcontextprotocol/server'
import { type GraphQLSchema, printSchema } from 'graphql'
import { PROVIDER_NAMES } from '../model/webhook.ts'
import { providers } from '../providers/index.ts'
import { configSchema } from '../registry/config-files/shape.ts'
import { isProvider } from './prompts.ts'

const JSON_TYPE = 'application/json'

export const RESOURCES: readonly Resource[] = [
  {
    uri: 'hookline://schema.graphql',
    name: 'schema.graphql',
    description: 'The whole GraphQL API, of which the tools are operations.',
    mimeType: 'application/graphql',
  },
  {
    uri: 'hookline://config.schema.json',
    name: 'config.schema.json',
    description: 'The JSON Schema of a webhook as a config file.',
    mimeType: 'application/schema+json',
  },
  { uri: 'hookline://events/recent', name: 'recent-events', description: 'The newest 20 events.', mimeType: JSON_TYPE },
  ...PROVIDER_NAMES.map((name) => ({
    uri: `hookline://providers/${name}`,
    name: `provider-${name}`,
    description: `What ${providers[name].title} sends, how it is set up, and an example payload.`,
    mimeType: JSON_TYPE,
  })),
]

export const TEMPLATES: readonly ResourceTemplateType[] = [
  { uriTemplate: 'hookline://providers/{provider}', name: 'provider', description: 'What a provider sends.', mimeType: JSON_TYPE },
  { uriTemplate: 'hookline://events/{id}', name: 'event', description: 'One event, as get_event gives it.', mimeType: JSON_TYPE },
]

interface Deps {
  schema: GraphQLSchema
  /** Calls a tool as the caller. */
  call(tool: string, args: Record<string, unknown>): Promise<CallToolResult>
}

/** @throws {ProtocolError} -32602: there is no such resource, or not for this caller */
export async function readResource(uri: string, { schema, call }: Deps): Promise<ReadResourceResult> {
  const [, kind, id] = /^hookline:\/\/(schema\.graphql|config\.schema\.json|events|providers)(?:\/([^/?#]+))?$/.exec(uri) ?? []
  if (kind === 'schema.graphql' && id === undefined) return contents(uri, 'application/graphql', printSchema(schema))
  if (kind === 'config.schema.json' && id === undefined) return contents(uri, 'application/schema+json', JSON.stringify(configSchema()))
  if (kind === 'events' && id === 'recent') return contents(uri, JSON_TYPE, textOf(uri, await call('search_events', { first: 20 })))
  if (kind === 'events' && id) return contents(uri, JSON_TYPE, textOf(uri, await call('get_event', { id: decoded(uri, id) })))
  if (kind === 'providers' && id && isProvider(id)) return contents(uri, JSON_TYPE, JSON.stringify(providerInfo(id)))
  throw notThere(uri)
}

function providerInfo(name: (typeof PROVIDER_NAMES)[number]): object {
  const { title, eventTypes, variables, repliesBy, issuesSecret, setup, credentials, sample } = providers[name]
  const example = eventTypes.map((type) => ({ type, sample: sample(type) })).find(({ sample }) => sample !== null)
  const { type, sample: found } = example ?? {}
  return {
    provider: name.toUpperCase(),
    title,
    eventTypes,
    variables,
    repliesBy: repliesBy.map((kind) => kind.toUpperCase()),
    issuesSecret,
    setup,
    credentials,
    example: found ? { eventType: type, headers: found.headers, body: found.body } : null,
  }
}

function textOf(uri: string, { content, isError }: CallToolResult): string {
  const [block] = content
  if (isError || block?.type !== 'text') throw notThere(uri)
  return block.text
}

function contents(uri: string, mimeType: string, text: string): ReadResourceResult {
  return { contents: [{ uri, mimeType, text }] }
}

function decoded(uri: string, part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw notThere(uri)
  }
}

function notThere(uri: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no resource "${uri}"`, { uri })
}
