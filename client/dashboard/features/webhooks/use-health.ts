import { useLiveQuery } from '../../api/queries.ts'
import { WebhookHealthDocument, type WebhookHealthQuery } from '../../generated/graphql.ts'

/** Refused deliveries are not in the change feed: junk must not fill it. */
const REFUSALS_EVERY_MS = 5000
const CHANGES = ['EVENT']

export interface Health {
  /** Of the last 24 hours. */
  stats: NonNullable<WebhookHealthQuery['webhook']>['stats']
  /** Newest first. */
  refusals: WebhookHealthQuery['refusedDeliveries']['edges'][number]['node'][]
}

/** What came of a webhook's deliveries lately; undefined until it is known. */
export function useHealth(id: string): Health | undefined {
  const { data } = useLiveQuery(WebhookHealthDocument, { id }, { changes: CHANGES, everyMs: REFUSALS_EVERY_MS })
  if (!data?.webhook) return undefined
  return { stats: data.webhook.stats, refusals: data.refusedDeliveries.edges.map(({ node }) => node) }
}
