import type { HttpBindings } from '@hono/node-server'
import type { YogaServerInstance } from 'graphql-yoga'
import { Hono } from 'hono'
import type { Limiter } from '../backends/limiter/limiter.ts'
import { NotFound } from '../errors.ts'
import type { GraphqlContext } from '../graphql/context.ts'
import type { Logger } from '../log.ts'
import type { Registry } from '../registry/registry.ts'
import { authenticate, type CallerEnv, knowAddress } from './authenticate.ts'
import { dashboardRoutes } from './dashboard.ts'
import { answerError, answerErrors } from './error-answer.ts'
import { graphiqlPage } from './graphiql.ts'
import { type CallerContext, GRAPHQL_PATH } from './graphql.ts'
import { limitGraphqlBody } from './graphql-body.ts'
import { healthRoutes } from './health.ts'
import { idempotency } from './idempotency.ts'
import type { KeyLimit } from './key-limit.ts'
import { type McpRouteDeps, mcpRoutes } from './mcp.ts'
import { type MetricsRouteDeps, metricsRoutes } from './metrics.ts'
import { questionRoutes } from './questions.ts'
import { restRoutes } from './rest/routes.ts'
import type { SenderOf } from './sender.ts'
import { signInRoutes } from './sign-in.ts'
import type { OidcSignIn } from './sign-in-oidc.ts'

export interface PagesDeps {
  registry: Registry
  yoga: YogaServerInstance<CallerContext, GraphqlContext>
  limiter: Limiter
  keyLimit: KeyLimit
  /** Null: the Model Context Protocol is off. */
  mcp: Pick<McpRouteDeps, 'mcp' | 'readOnly' | 'hosts'> | null
  /** Null: there is no /metrics. */
  metrics: MetricsRouteDeps | null
  senderOf: SenderOf
  log: Logger
  /** Left out: people sign in with keys and links alone. */
  oidc?: OidcSignIn
  trouble(): string | null
}

/** Everything that is served but deliveries: GraphQL, MCP, REST, questions, sign-in, health, metrics, the dashboard. Without a key only the last three are open; the dashboard holds no data of its own. */
export function createPages({ registry, yoga, limiter, keyLimit, mcp, metrics, senderOf, log, oidc, trouble }: PagesDeps): Hono {
  const app = new Hono()
  app.onError(answerErrors(log))
  app.notFound((c) => answerError(c, new NotFound('Page', c.req.path)))
  app.use(knowAddress((c) => senderOf((c.env as HttpBindings).incoming)))
  app.route('/', healthRoutes({ trouble }))
  if (metrics) app.route('/', metricsRoutes({ registry, keyLimit, ...metrics }))
  app.route('/', signInRoutes({ registry, limiter, oidc }))
  app.route('/', questionRoutes({ registry, keyLimit }))
  app.route('/', restRoutes({ registry, keyLimit }))
  if (mcp) app.route('/', mcpRoutes({ registry, keyLimit, ...mcp }))
  app.route('/', graphqlRoutes({ registry, yoga, keyLimit, log }))
  app.route('/', dashboardRoutes(registry))
  return app
}

function graphqlRoutes({ registry, yoga, keyLimit, log }: Pick<PagesDeps, 'registry' | 'yoga' | 'keyLimit' | 'log'>): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  app.onError(answerErrors(log))
  app.use(GRAPHQL_PATH, authenticate(registry, keyLimit), limitGraphqlBody, idempotency(registry))
  app.get(GRAPHQL_PATH, async (c, next) => {
    if (c.req.header('accept')?.includes('text/html') !== true) return next()
    const { html, contentSecurityPolicy } = await graphiqlPage()
    return c.html(html, 200, { 'Content-Security-Policy': contentSecurityPolicy })
  })
  app.on(['GET', 'POST', 'OPTIONS'], GRAPHQL_PATH, (c) => yoga.fetch(c.req.raw, { viewer: c.get('viewer') }))
  return app
}
