import type { FirstEventQuery, WebhookDetailQuery } from '../../generated/graphql.ts'

/** A webhook as its page shows it. */
export type WebhookDetail = NonNullable<WebhookDetailQuery['webhook']>

/** A webhook that waits for its first delivery. */
export type NewWebhook = NonNullable<FirstEventQuery['webhook']>
