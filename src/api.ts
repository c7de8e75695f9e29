import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Feed } from './backends/feed/feed.ts'
import type { Limiter } from './backends/limiter/limiter.ts'
import type { Oidc } from './backends/oidc/oidc.ts'
import type { Config } from './config.ts'
import { type Caller, createContext, type Services } from './graphql/context.ts'
import { maskResult } from './graphql/errors.ts'
import { createInProcess } from './graphql/in-process.ts'
import { goodKeys } from './graphql/live/good-keys.ts'
import { createHub, type HubCounts, type HubTuning, TUNING } from './graphql/live/hub.ts'
import { createPreviewPlaces } from './graphql/preview-places.ts'
import { schema } from './graphql/schema.ts'
import { refusedForeignPage } from './http/foreign-pages.ts'
import { createGraphql, GRAPHQL_PATH } from './http/graphql.ts'
import { createGraphqlSocket } from './http/graphql-socket.ts'
import { createKeyLimit } from './http/key-limit.ts'
import type { MetricsRouteDeps } from './http/metrics.ts'
import { createPages } from './http/pages.ts'
import { setSecurityHeaders } from './http/security-headers.ts'
import type { SenderOf } from './http/sender.ts'
import type { Upgrade } from './http/upgrades.ts'
import { createWaitingSockets } from './http/waiting-sockets.ts'
import type { Logger } from './log.ts'
import { createMcp } from './mcp/mcp.ts'
import { findViewer, noteUnknownKey } from './registry/keys.ts'
import { findSession } from './registry/sessions.ts'

/** Everything that is served but deliveries: GraphQL over HTTP and sockets, REST, MCP, sign-in, health, metrics, the dashboard. */
export interface Api {
  serve(req: IncomingMessage, res: ServerResponse): void
  upgrade: Upgrade
  /** The subscriptions that are open. */
  live(): HubCounts
  /** Ends the subscriptions, closes sockets with 1012. */
  close(): Promise<void>
}

export type ApiTuning = Partial<HubTuning> & { waitingSockets?: { perAddress: number; inAll: number } }

export interface ApiDeps {
  config: Config
  services: Omit<Services, 'previews'>
  feed: Feed
  limiter: Limiter
  oidc: Oidc | null
  metrics: Pick<MetricsRouteDeps, 'metrics' | 'doesScheduledWork'>
  senderOf: SenderOf
  log: Logger
  /** Why nothing should be sent here now; null: all is well. */
  trouble(): string | null
  tuning: ApiTuning
}

/** What a WebSocket's upgrade is called in the audit. */
const SOCKET = `WebSocket ${GRAPHQL_PATH}`

export function createApi({ config, feed, limiter, metrics, oidc, senderOf, log, trouble, tuning, ...deps }: ApiDeps): Api {
  const services: Services = { ...deps.services, previews: createPreviewPlaces() }
  const { registry } = services
  const { db } = registry
  const context = (caller: Caller) => createContext(services, caller.viewer, caller.signal)
  const hub = createHub({ db, feed, log, context, mask: (result) => maskResult(result, log), tuning })
  const yoga = createGraphql({ schema, hub, log, context })
  const graphql = createInProcess({ yoga, hub, log })
  const mcp = config.mcp === 'off' ? null : createMcp({ schema, graphql, registry, feed, limiter })
  const keyLimit = createKeyLimit(limiter, config.keyRequestsPerMinute)
  const socket = createGraphqlSocket({
    yoga,
    viewerOfKey: (key) => findViewer(registry, key),
    unknownKey: (key, address) => noteUnknownKey(registry, key, address, SOCKET),
    foreignPage: (viewer, address) =>
      void refusedForeignPage(
        registry,
        { viewer, address, subject: SOCKET },
        'A browser opens a WebSocket only from the pages of this server',
      ),
    senderOf,
    viewerOfSession: (token) => findSession(registry, token),
    goodKeys: (accesses) => goodKeys(db, accesses),
    keyCheckMs: tuning.keyCheckMs ?? TUNING.keyCheckMs,
    keyLimit,
    waiting: createWaitingSockets(tuning.waitingSockets),
    log,
  })
  const pages = createPages({
    registry,
    yoga,
    limiter,
    keyLimit,
    metrics: config.metrics === 'off' ? null : { ...metrics, open: config.metrics === 'open', feed, live: hub.counts },
    mcp: mcp && { mcp, readOnly: config.mcp === 'readonly', hosts: config.mcpHosts },
    senderOf,
    log,
    oidc: oidc && config.oidc ? { settings: config.oidc, oidc } : undefined,
    trouble,
  })
  const listener = getRequestListener(pages.fetch, { overrideGlobalObjects: false })
  return { serve, upgrade: socket.upgrade, live: hub.counts, close }

  function serve(req: IncomingMessage, res: ServerResponse): void {
    setSecurityHeaders(res, config.baseUrl)
    void listener(req, res)
  }

  async function close(): Promise<void> {
    hub.close()
    await socket.close()
    await mcp?.close()
  }
}
