/** The provider kinds, as the URL and the tables write them. */
export const PROVIDER_NAMES = [
  'github',
  'gitlab',
  'jira',
  'slack',
  'sentry',
  'linear',
  'stripe',
  'pagerduty',
  'standard',
  'custom',
] as const
export type ProviderName = (typeof PROVIDER_NAMES)[number]

/** The path at which a webhook is delivered to. */
export function endpointOf(provider: ProviderName, webhookId: string): string {
  return `/webhooks/${provider}/${webhookId}`
}
