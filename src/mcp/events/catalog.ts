import type { Caller } from '../../graphql/context.ts'
import type { InProcess } from '../../graphql/in-process.ts'
import { PROVIDER_NAMES, type ProviderName } from '../../model/webhook.ts'
import { providers } from '../../providers/index.ts'
import { EventsError } from './errors.ts'
import type { FeedType } from './feeds.ts'

/** What events/list says of one event type. */
export interface EventType {
  name: string
  description: string
  delivery: string[]
  inputSchema: object
  payloadSchema: object
}

/** A subscription as the feed is read for it. */
export interface Wanted {
  name: string
  feed: FeedType
  variables: Record<string, unknown>
}

const DELIVERY = ['poll', 'push', 'webhook']
const OF_PROVIDER = {
  type: 'object',
  properties: { webhookIds: { type: 'array', items: { type: 'string' }, description: 'Left out: every webhook that the key sees.' } },
  additionalProperties: false,
}

/** The providers of which the caller sees a webhook. Ten small reads at most. */
const PROVIDERS_IN_USE = `{ ${PROVIDER_NAMES.map((name) => `${name}: webhooks(provider: ${name.toUpperCase()}, first: 1) { edges { node { id } } }`).join(' ')} }`

export function createCatalog(feeds: ReadonlyMap<string, FeedType>, graphql: InProcess) {
  const received = feeds.get('event.received')!
  return { list, find }

  /** The feed's own types, and those of the providers whose webhooks the caller sees. */
  async function list(caller: Caller): Promise<EventType[]> {
    const { data } = await graphql.execute({ query: PROVIDERS_IN_USE, variables: {} }, caller)
    const used = PROVIDER_NAMES.filter((name) => (data?.[name] as { edges: unknown[] } | undefined)?.edges.length)
    const own = [...feeds.values()].map(({ name, description, inputSchema, payloadSchema }) => ({
      name,
      description,
      delivery: DELIVERY,
      inputSchema,
      payloadSchema,
    }))
    return [...own, ...used.flatMap(typesOf)]
  }

  function typesOf(provider: ProviderName): EventType[] {
    const { title, eventTypes } = providers[provider]
    const { payloadSchema } = received
    return ['*', ...eventTypes].map((type) => ({
      name: `${provider}.${type}`,
      description: type === '*' ? `Any event of ${title}` : `${type} of ${title}`,
      delivery: DELIVERY,
      inputSchema: OF_PROVIDER,
      payloadSchema,
    }))
  }

  /**
   * What a name and its arguments stand for.
   * @throws {EventsError} NotFound, InvalidParams
   */
  function find(name: string, args: Readonly<Record<string, unknown>>): Wanted {
    const feed = feeds.get(name)
    const known = feed?.argumentNames ?? new Set(['webhookIds'])
    const extra = Object.keys(args).find((argument) => !known.has(argument))
    if (extra !== undefined) throw new EventsError('InvalidParams', `${name} takes no argument "${extra}"`)
    if (feed) return { name, feed, variables: { ...args } }
    const [, provider = '', type = ''] = /^([a-z]+)\.(.+)$/.exec(name) ?? []
    const isKnown = Object.hasOwn(providers, provider) && (type === '*' || providers[provider as ProviderName].eventTypes.includes(type))
    if (!isKnown) throw new EventsError('NotFound', `There is no event type "${name}"`, { kind: 'event' })
    return { name, feed: received, variables: { where: { ...args, providers: [provider.toUpperCase()], eventTypes: [type] } } }
  }
}

export type Catalog = ReturnType<typeof createCatalog>
