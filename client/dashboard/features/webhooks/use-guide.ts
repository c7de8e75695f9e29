import { useLiveQuery } from '../../api/queries.ts'
import { type Provider, ProviderGuideDocument, type ProviderGuideQuery } from '../../generated/graphql.ts'

/** What the server says of a provider: what it sends, how it signs, what to enter where. */
export type Guide = ProviderGuideQuery['providers'][number]

/** Undefined until it is there. */
export function useGuide(provider: Provider): Guide | undefined {
  return useLiveQuery(ProviderGuideDocument, {}).data?.providers.find((guide) => guide.provider === provider)
}
