import type { WebhookEvent } from '../backends/database/generated/sqlite/client.ts'

export type {
  ApiKey,
  AuditEntry,
  ForwardTarget,
  Proposal,
  Question,
  RefusedDelivery,
  Task,
  WebhookAction,
  WebhookCommand,
  WebhookConfig,
} from '../backends/database/generated/sqlite/client.ts'

/** The columns of an event that may be megabytes. */
export type EventBody = Pick<WebhookEvent, 'payloadJson' | 'rawBody'>

/** An event as the schema passes it round: with its body only where that was read already. */
export type EventRow = Omit<WebhookEvent, keyof EventBody> & Partial<EventBody>

export const WITHOUT_BODY = { payloadJson: true, rawBody: true } as const satisfies Record<keyof EventBody, true>
