import { z } from '@hono/zod-openapi'
import type { OperationsInput } from '../../registry/inputs.ts'
import { withSnakePaths } from '../../registry/names.ts'
import { operationsWebhook, setOperationsWebhook } from '../../registry/operations.ts'
import { answers, jsonBody } from './document.ts'
import { addRoute, type RestApp, type RestDeps, readObject } from './route.ts'

const Shape = z.object({ webhook_id: z.string().nullable() })
const tags = ['operations']
const path = '/api/operations'

/** Which webhook is told what the server has to say of itself. */
export function addOperationsRoutes(app: RestApp, { registry }: RestDeps): void {
  addRoute(
    app,
    { method: 'get', path, tags, summary: 'Get the webhook that is told of operations. For an ADMIN', responses: answers(Shape) },
    async (c) => c.json({ webhook_id: (await operationsWebhook(registry, c.get('viewer')))?.webhookId ?? null }),
  )

  addRoute(
    app,
    {
      method: 'put',
      path,
      tags,
      summary: 'Choose the webhook, custom or standard, that is told of operations; null: none. For an ADMIN',
      request: jsonBody(Shape),
      responses: answers(Shape),
    },
    async (c) => {
      const { webhook_id, ...others } = await readObject(c)
      const input = { ...others, webhookId: webhook_id } as OperationsInput
      const webhook = await withSnakePaths(() => setOperationsWebhook(registry, c.get('viewer'), input))
      return c.json({ webhook_id: webhook?.webhookId ?? null })
    },
  )
}
