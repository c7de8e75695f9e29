import type { Statement } from '../backends/database/database.ts'
import type { Feed } from '../backends/feed/feed.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { Viewer } from '../model/viewer.ts'
import type { Latencies } from '../receive/latencies.ts'
import type { Wanted } from '../receive/replays.ts'
import type { Registry } from '../registry/registry.ts'
import { createLoaders, type Loaders } from './loaders.ts'
import type { PreviewPlaces } from './preview-places.ts'

/** What resolvers need of the server; the same for every request. */
export interface Services {
  registry: Registry
  feed: Feed
  /** What is done to events beyond reading them. */
  receive: {
    /** Stores a new event with the same delivery and runs today's commands on it. */
    replayEvent(eventId: string): Promise<{ eventId: string }>
    /** Has events replayed in the background; false: one of them waits for it already. `also` is stored with it. */
    replayEvents(wanted: Wanted, also: readonly Statement[]): Promise<boolean>
    /** Sends a delivery, signed as the provider signs, through the real route. Without a payload: the provider's sample. */
    sendTestEvent(webhookId: string, eventType: string, payload: Json | null): Promise<{ eventId: string }>
  }
  previews: PreviewPlaces
  latencies: Pick<Latencies, 'since' | 'read'>
  about: {
    version: string
    /** Each back end by the role it plays: `{ database: 'sqlite', queue: 'memory' }`. */
    backends: JsonObject
  }
}

/** What every resolver gets. */
export interface GraphqlContext extends Services {
  viewer: Viewer
  /** Aborted when the caller goes away. */
  signal: AbortSignal
  /** Reads of this request, gathered and remembered. */
  loaders: Loaders
}

/** Who asks, and until when. */
export type Caller = Pick<GraphqlContext, 'viewer' | 'signal'>

/** A context for one execution: a query, a mutation, or one message of a subscription. */
export function createContext(services: Services, viewer: Viewer, signal: AbortSignal): GraphqlContext {
  return { ...services, viewer, signal, loaders: createLoaders(services.registry.db, viewer) }
}
