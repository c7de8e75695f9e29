import { z } from '@hono/zod-openapi'
import { ErrorShape, ProposedShape } from './shapes.ts'

// What routes of the OpenAPI document have in common.

export const webhookId = z.object({ id: z.string().openapi({ description: 'webhook_id' }) })
export const commandId = webhookId.extend({ cmd_id: z.string().openapi({ description: 'command_id' }) })
export const eventId = z.object({ id: z.string().openapi({ description: 'event_id' }) })
export const actionId = z.object({ id: z.string().openapi({ description: 'action_id' }) })
export const questionId = z.object({ id: z.string().openapi({ description: 'question_id' }) })
export const proposalId = z.object({ id: z.string().openapi({ description: 'proposal_id' }) })
export const pageQuery = z.object({
  limit: z.string().optional().openapi({ description: '1 to 100; default 50' }),
  after: z.string().optional().openapi({ description: '`next` of the page before' }),
})

const failure = { description: 'What went wrong', content: { 'application/json': { schema: ErrorShape } } }

export const empty = { 204: { description: 'Done' }, default: failure }

export function answers(schema: z.ZodType, status: 200 | 201 = 200) {
  return { [status]: { description: status === 201 ? 'Made' : 'Done', content: { 'application/json': { schema } } }, default: failure }
}

/** Of what is no JSON document. */
export function answersText(contentType: string) {
  return { 200: { description: 'Done', content: { [contentType]: { schema: z.string() } } }, default: failure }
}

/** Of a change that an agent's key makes, too. */
export function orProposed<Answers extends object>(responses: Answers) {
  const proposed = { description: 'A person decides', content: { 'application/json': { schema: ProposedShape } } }
  return { 202: proposed, ...responses }
}

export function jsonBody(schema: z.ZodType) {
  return { body: { required: true, content: { 'application/json': { schema } } } }
}
