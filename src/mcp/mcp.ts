import { createMcpHandler } from '@modelcontextprotocol/server'
import type { Feed } from '../backends/feed/feed.ts'
import type { Connection } from './connection.ts'
import { startCallbackDeliveries } from './events/callbacks/deliver.ts'
import { type Catalog, createCatalog } from './events/catalog.ts'
import { readFeedTypes } from './events/feeds.ts'
import { watched } from './outgoing.ts'
import { createServer, type ServerDeps } from './server.ts'
import { readTools } from './tools.ts'

export interface McpDeps extends Omit<ServerDeps, 'tools' | 'catalog' | 'callbacks'> {
  feed: Feed
}

/** The Model Context Protocol over Streamable HTTP, without sessions: each request stands for itself. */
export interface Mcp {
  /** Answers a request whose sender is known and whose body was read. */
  fetch(request: Request, body: unknown, connection: Omit<Connection, 'outgoing'>): Promise<Response>
  close(): Promise<void>
}

export function createMcp(deps: McpDeps): Mcp {
  // To read the tools takes a good part of a start's time: not before the first request.
  let handler: ReturnType<typeof makeHandler> | undefined
  let catalog: Catalog | undefined
  const callbacks = startCallbackDeliveries({ ...deps, catalog: theCatalog })
  return { fetch: answer, close }

  function theCatalog(): Catalog {
    catalog ??= createCatalog(readFeedTypes(deps.schema), deps.graphql)
    return catalog
  }

  async function close(): Promise<void> {
    await callbacks.close()
    await handler?.close()
  }

  async function answer(request: Request, parsedBody: unknown, who: Omit<Connection, 'outgoing'>): Promise<Response> {
    const { watch, ...outgoing } = watched()
    const connection: Connection = { ...who, outgoing }
    const authInfo = { token: '', clientId: who.viewer.keyId, scopes: [], extra: { ...connection } }
    handler ??= makeHandler({ ...deps, callbacks, catalog: theCatalog() })
    return watch(await handler.fetch(request, { parsedBody, authInfo }))
  }
}

function makeHandler(deps: Omit<ServerDeps, 'tools'>) {
  const { log } = deps.registry
  const serverDeps = { ...deps, tools: readTools(deps.schema) }
  return createMcpHandler(({ authInfo }) => createServer(serverDeps, authInfo?.extra as unknown as Connection), {
    onerror: (err) => log.debug({ err }, 'an MCP request was refused'),
    // Nothing here changes while a client is connected but events, and those have streams of their own.
    maxSubscriptions: 0,
  })
}
