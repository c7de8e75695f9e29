import { z } from '@hono/zod-openapi'
import { NotFound } from '../../errors.ts'
import { readCurrent } from '../../registry/change.ts'
import type { CommandInput, UpdateCommandInput } from '../../registry/inputs.ts'
import { makeChange } from '../../registry/leash.ts'
import { answers, commandId, empty, jsonBody, orProposed, webhookId } from './document.ts'
import { toCommandInput, withSnakePaths } from './names.ts'
import { addRoute, param, type RestApp, type RestContext, type RestDeps, readObject } from './route.ts'
import { CommandBody, CommandShape, toCommandJson, toCommandsJson, UpdateCommandBody } from './shapes.ts'

const path = '/api/webhooks/{id}/commands'
const onePath = `${path}/{cmd_id}`
const List = z.object({ commands: z.array(CommandShape) })
const tags = ['commands']

/** /api/webhooks/{id}/commands as the founding document names it. */
export function addCommandRoutes(app: RestApp, { registry }: RestDeps): void {
  addRoute(
    app,
    { method: 'get', path, tags, summary: "List a webhook's commands", request: { params: webhookId }, responses: answers(List) },
    async (c) => {
      const { row } = await readCurrent(registry, c.get('viewer'), param(c, 'id'))
      return c.json({ commands: toCommandsJson(row.commands) })
    },
  )

  addRoute(
    app,
    {
      method: 'post',
      path,
      tags,
      summary: 'Add a command',
      request: { params: webhookId, ...jsonBody(CommandBody) },
      responses: orProposed(answers(CommandShape, 201)),
    },
    async (c) => {
      const input = toCommandInput(await readObject(c)) as unknown as CommandInput
      const added = { webhookId: param(c, 'id'), command: input }
      const command = await withSnakePaths(() => makeChange(registry, c.get('viewer'), 'addCommand', added))
      return c.json(toCommandJson(command), 201)
    },
  )

  addRoute(
    app,
    {
      method: 'put',
      path: onePath,
      tags,
      summary: 'Change what is given of a command',
      request: { params: commandId, ...jsonBody(UpdateCommandBody) },
      responses: orProposed(answers(CommandShape)),
    },
    async (c) => {
      const id = await requireOwnCommand(c)
      const input = { ...(toCommandInput(await readObject(c)) as object), id } as UpdateCommandInput
      return c.json(toCommandJson(await withSnakePaths(() => makeChange(registry, c.get('viewer'), 'updateCommand', input))))
    },
  )

  addRoute(
    app,
    { method: 'delete', path: onePath, tags, summary: 'Delete a command', request: { params: commandId }, responses: orProposed(empty) },
    async (c) => {
      await makeChange(registry, c.get('viewer'), 'deleteCommand', { id: await requireOwnCommand(c) })
      return c.body(null, 204)
    },
  )

  /** The command's id, where it belongs to the webhook of the path. */
  async function requireOwnCommand(c: RestContext): Promise<string> {
    const { row } = await readCurrent(registry, c.get('viewer'), param(c, 'id'))
    const id = param(c, 'cmd_id')
    if (!row.commands.some(({ commandId }) => commandId === id)) throw new NotFound('Command', id)
    return id
  }
}
