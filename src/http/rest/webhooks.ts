import { z } from '@hono/zod-openapi'
import { InvalidInput } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import { PROVIDER_NAMES } from '../../model/webhook.ts'
import { readCurrent } from '../../registry/change.ts'
import type { CreateWebhookInput, UpdateWebhookInput } from '../../registry/inputs.ts'
import { makeChange } from '../../registry/leash.ts'
import { answers, empty, jsonBody, orProposed, pageQuery, webhookId } from './document.ts'
import { toWebhookInput, withSnakePaths } from './names.ts'
import { addRoute, type RestApp, type RestContext, type RestDeps, readObject, readPage, toPage } from './route.ts'
import { CreateWebhookBody, toWebhookJson, UpdateWebhookBody, WebhookShape } from './shapes.ts'

const List = z.object({
  webhooks: z.array(WebhookShape),
  next: z.string().nullable().openapi({ description: 'Hand it back as `after`; null: there are no more.' }),
})
const NOT_DELETED = { where: { deletedAt: null } } as const
const tags = ['webhooks']

/** /api/webhooks as the founding document names it. */
export function addWebhookRoutes(app: RestApp, { registry }: RestDeps): void {
  const filter = pageQuery.extend({ provider: z.enum(PROVIDER_NAMES).optional(), enabled: z.enum(['true', 'false']).optional() })

  addRoute(
    app,
    { method: 'get', path: '/api/webhooks', tags, summary: 'List webhooks', request: { query: filter }, responses: answers(List) },
    list,
  )

  addRoute(
    app,
    {
      method: 'post',
      path: '/api/webhooks',
      tags,
      summary: 'Create a webhook',
      request: jsonBody(CreateWebhookBody),
      responses: orProposed(answers(WebhookShape, 201)),
    },
    async (c) => {
      const { webhook_id, ...body } = await readObject(c)
      const input = toWebhookInput(body, webhook_id === undefined ? {} : { id: webhook_id }) as unknown as CreateWebhookInput
      const { webhook, secret } = await withSnakePaths(() => makeChange(registry, c.get('viewer'), 'createWebhook', input))
      return c.json(await show(c, webhook.webhookId, secret), 201, { Location: `/api/webhooks/${webhook.webhookId}` })
    },
  )

  addRoute(
    app,
    {
      method: 'get',
      path: '/api/webhooks/{id}',
      tags,
      summary: 'Get a webhook',
      request: { params: webhookId },
      responses: answers(WebhookShape),
    },
    async (c) => c.json(await show(c, idOf(c))),
  )

  addRoute(
    app,
    {
      method: 'put',
      path: '/api/webhooks/{id}',
      tags,
      summary: 'Change what is given of a webhook',
      request: { params: webhookId, ...jsonBody(UpdateWebhookBody) },
      responses: orProposed(answers(WebhookShape)),
    },
    async (c) => {
      const { provider, ...body } = await readObject(c)
      await requireSameProvider(c, provider)
      const input = toWebhookInput(body, { id: idOf(c) }) as unknown as UpdateWebhookInput
      await withSnakePaths(() => makeChange(registry, c.get('viewer'), 'updateWebhook', input))
      return c.json(await show(c, idOf(c)))
    },
  )

  addRoute(
    app,
    {
      method: 'delete',
      path: '/api/webhooks/{id}',
      tags,
      summary: 'Delete a webhook; its id stays taken',
      request: { params: webhookId },
      responses: orProposed(empty),
    },
    async (c) => {
      await makeChange(registry, c.get('viewer'), 'deleteWebhook', { id: idOf(c) })
      return c.body(null, 204)
    },
  )

  for (const [verb, summary] of [
    ['enable', 'Enable a webhook'],
    ['disable', 'Disable a webhook'],
    ['renew', 'Let the time of a webhook that an agent has made run anew'],
  ] as const) {
    addRoute(
      app,
      {
        method: 'post',
        path: `/api/webhooks/{id}/${verb}`,
        tags,
        summary,
        request: { params: webhookId },
        responses: orProposed(answers(WebhookShape)),
      },
      async (c) => {
        await makeChange(registry, c.get('viewer'), `${verb}Webhook`, { id: idOf(c) })
        return c.json(await show(c, idOf(c)))
      },
    )
  }

  async function list(c: RestContext): Promise<Response> {
    const { limit, after } = readPage(c)
    const { webhookIds } = c.get('viewer')
    const found = await registry.db.prisma.webhookConfig.findMany({
      where: {
        deletedAt: null,
        webhookId: { gt: after, ...(webhookIds.length > 0 && { in: [...webhookIds] }) },
        provider: c.req.query('provider'),
        enabled: flagOf(c, 'enabled'),
      },
      include: { commands: NOT_DELETED },
      orderBy: { webhookId: 'asc' },
      take: limit + 1,
    })
    const { rows, next } = toPage(found, limit, (row) => row.webhookId)
    return c.json({ webhooks: rows.map((row) => toWebhookJson(row, registry.baseUrl)), next })
  }

  async function show(c: RestContext, id: string, secret: string | null = null): Promise<JsonObject> {
    const { row } = await readCurrent(registry, c.get('viewer'), id)
    return toWebhookJson(row, registry.baseUrl, secret) as JsonObject
  }

  /** A webhook's provider is part of its URL, so it stays. */
  async function requireSameProvider(c: RestContext, provider: unknown): Promise<void> {
    const { config } = await readCurrent(registry, c.get('viewer'), idOf(c))
    if (provider !== undefined && provider !== config.provider)
      throw new InvalidInput([{ path: ['provider'], message: `this is a ${config.provider} webhook and stays one` }])
  }
}

function idOf(c: RestContext): string {
  return c.req.param('id') ?? ''
}

function flagOf(c: RestContext, name: string): boolean | undefined {
  const text = c.req.query(name)
  if (text !== undefined && text !== 'true' && text !== 'false')
    throw new InvalidInput([{ path: [name], message: 'expected true or false' }])
  return text === undefined ? undefined : text === 'true'
}
