import { OpenAPIHono } from '@hono/zod-openapi'
import { AppError } from '../../errors.ts'
import { VERSION } from '../../model/package.ts'
import { authenticate, type CallerEnv } from '../authenticate.ts'
import { answerError, answerErrors, auditForbidden } from '../error-answer.ts'
import { idempotency } from '../idempotency.ts'
import { limitBody } from '../limit-body.ts'
import { addActionRoutes } from './actions.ts'
import { addAuditRoutes } from './audit.ts'
import { addCommandRoutes } from './commands.ts'
import { addDocRoutes } from './docs.ts'
import { addEventRoutes } from './events.ts'
import { addOperationsRoutes } from './operations.ts'
import { addProposalRoutes } from './proposals.ts'
import { addQuestionRoutes } from './questions.ts'
import type { RestApp, RestDeps } from './route.ts'
import { addWebhookRoutes } from './webhooks.ts'

/** A hundred commands with the largest templates fit. */
const MAX_BODY_BYTES = 8 * 1024 * 1024

/** Everything under /api, for signed-in callers. Thin: rules, checks and the audit are the registry's. */
export function restRoutes(deps: RestDeps): RestApp {
  const { registry, keyLimit } = deps
  const app = new OpenAPIHono<CallerEnv>()
  app.use('/api/*', authenticate(registry, keyLimit), limitBody(MAX_BODY_BYTES), idempotency(registry))
  addWebhookRoutes(app, deps)
  addCommandRoutes(app, deps)
  addEventRoutes(app, deps)
  addActionRoutes(app, deps)
  addQuestionRoutes(app, deps)
  addProposalRoutes(app, deps)
  addAuditRoutes(app, deps)
  addOperationsRoutes(app, deps)
  addDocRoutes(app, VERSION)
  app.all('/api/*', (c) => answerError(c, new AppError('not_found', 404, `There is nothing at ${c.req.method} ${c.req.path}`)))
  const answer = answerErrors(registry.log)
  app.onError((cause, c) => {
    auditForbidden(registry, c, cause)
    return answer(cause, c)
  })
  return app
}
