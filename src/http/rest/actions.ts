import type { z } from '@hono/zod-openapi'
import { NotFound } from '../../errors.ts'
import { seesWebhook } from '../../model/rights.ts'
import { readCurrent } from '../../registry/change.ts'
import { requestAction, resetBreaker, retryAction } from '../../registry/event-actions.ts'
import { forwardEvent } from '../../registry/forward-event.ts'
import { CommentInput, ForwardInput, parseInput, ResetBreakerInput, RespondInput } from '../../registry/inputs.ts'
import { toInput, withSnakePaths } from '../../registry/names.ts'
import { actionId, answers, jsonBody, webhookId } from './document.ts'
import { requireEventOf } from './own-event.ts'
import { addRoute, param, type RestApp, type RestContext, type RestDeps, readObject } from './route.ts'
import { toWebhookJson, WebhookShape } from './shapes.ts'
import { ActionShape, CommentBody, ForwardBody, ResetBreakerBody, RespondBody, toActionJson } from './talk-shapes.ts'

const tags = ['actions']

/** What is done about an event: comment and respond as the founding document names them, forward beside them. */
export function addActionRoutes(app: RestApp, { registry }: RestDeps): void {
  addRequest('comment', "Post a comment to the event's source", CommentBody, async (c, body) => {
    const { eventId, message } = parseInput(CommentInput, body)
    await requireEventOf(registry, c, eventId)
    return requestAction(registry, c.get('viewer'), eventId, { kind: 'comment', text: message, field: 'message' })
  })
  addRequest('respond', "Send a response to the event's source", RespondBody, async (c, body) => {
    const { eventId, response } = parseInput(RespondInput, body)
    await requireEventOf(registry, c, eventId)
    return requestAction(registry, c.get('viewer'), eventId, { kind: 'respond', text: response, field: 'response' })
  })
  addRequest('forward', 'Send the event on to a URL or another webhook', ForwardBody, async (c, body) => {
    const { eventId, target } = parseInput(ForwardInput, body)
    await requireEventOf(registry, c, eventId)
    return forwardEvent(registry, c.get('viewer'), eventId, target)
  })

  addRoute(
    app,
    {
      method: 'get',
      path: '/api/actions/{id}',
      tags,
      summary: 'Get an action with its attempts',
      request: { params: actionId },
      responses: answers(ActionShape),
    },
    async (c) => c.json(await show(c, param(c))),
  )

  addRoute(
    app,
    {
      method: 'post',
      path: '/api/actions/{id}/retry',
      tags,
      summary: 'Start an action anew that came to nothing, or make its next try now',
      request: { params: actionId },
      responses: answers(ActionShape),
    },
    async (c) => {
      await retryAction(registry, c.get('viewer'), param(c))
      return c.json(await show(c, param(c)))
    },
  )

  addRoute(
    app,
    {
      method: 'post',
      path: '/api/webhooks/{id}/reset-breaker',
      tags,
      summary: 'Let a thread, or without one all of the webhook, run commands again',
      request: { params: webhookId, body: { ...jsonBody(ResetBreakerBody).body, required: false } },
      responses: answers(WebhookShape),
    },
    async (c) => {
      const { thread = null } = parseInput(ResetBreakerInput, await readObject(c, { optional: true }))
      await resetBreaker(registry, c.get('viewer'), param(c), thread)
      const { row } = await readCurrent(registry, c.get('viewer'), param(c))
      return c.json(toWebhookJson(row, registry.baseUrl))
    },
  )

  function addRequest(
    verb: string,
    summary: string,
    body: z.ZodObject,
    request: (c: RestContext, input: ReturnType<typeof toInput>) => Promise<string>,
  ): void {
    const path = `/api/webhooks/{id}/${verb}`
    const route = { method: 'post' as const, path, tags, summary, request: { params: webhookId, ...jsonBody(body) } }
    addRoute(app, { ...route, responses: answers(ActionShape, 201) }, async (c) => {
      const input = toInput(await readObject(c))
      const id = await withSnakePaths(() => request(c, input))
      return c.json(await show(c, id), 201, { Location: `/api/actions/${id}` })
    })
  }

  async function show(c: RestContext, id: string): Promise<z.infer<typeof ActionShape>> {
    const attempts = { orderBy: { number: 'asc' } } as const
    const row = await registry.db.prisma.webhookAction.findUnique({ where: { actionId: id }, include: { attempts } })
    if (!row || !seesWebhook(c.get('viewer'), row.webhookId)) throw new NotFound('Action', id)
    return toActionJson(row)
  }
}
