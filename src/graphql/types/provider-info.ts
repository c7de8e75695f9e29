import { presetFor } from '../../model/address-range.ts'
import { providers } from '../../providers/index.ts'
import type { Provider as Described } from '../../providers/provider.ts'
import type { Scheme } from '../../providers/signature.ts'
import { builder } from '../builder.ts'
import { ActionKind, Provider } from '../enums.ts'

interface Ranges {
  preset: string
  source: string
  fetchedAt: Date | null
  count: number
  error: string | null
}

const IpRanges = builder.objectRef<Ranges>('IpRanges').implement({
  description: 'The addresses that a provider delivers from, as it publishes them. Fetched only where a webhook names the preset.',
  fields: (t) => ({
    preset: t.exposeString('preset', { description: 'What stands for them in `allowedIps`: `preset:github`.' }),
    source: t.exposeString('source', { description: "The provider's page about them." }),
    fetchedAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ fetchedAt }) => fetchedAt, description: 'Null: never.' }),
    count: t.exposeInt('count', { description: 'Addresses and ranges on the list that counts now.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why the last try to fetch it brought nothing.' }),
  }),
})

const ProviderInfo = builder.objectRef<Described>('ProviderInfo').implement({
  fields: (t) => ({
    provider: t.expose('name', { type: Provider }),
    eventTypes: t.stringList({ resolve: ({ eventTypes }) => [...eventTypes] }),
    variables: t.stringList({ resolve: ({ variables }) => [...variables] }),
    signature: t.string({ resolve: ({ schemes }) => [...new Set(schemes.map(inWords))].join('; or ') }),
    repliesBy: t.field({ type: [ActionKind], resolve: ({ repliesBy }) => [...repliesBy] }),
    issuesSecret: t.exposeBoolean('issuesSecret', { description: 'The provider issues the secret itself.' }),
    setup: t.stringList({ description: 'What to enter where at the provider, step by step.', resolve: ({ setup }) => [...setup] }),
    credentials: t.field({ type: 'JSON', resolve: ({ credentials }) => credentials }),
    sample: t.field({
      type: 'JSON',
      nullable: true,
      args: { eventType: t.arg.string({ required: true }) },
      description: 'An example payload, as `sendTestEvent` delivers it where none is given. Null: none is known, or it is no JSON.',
      resolve: ({ sample }, { eventType }) => jsonOrNull(sample(eventType)?.body),
    }),
    ipRanges: t.field({
      type: IpRanges,
      nullable: true,
      description: 'Null where the provider publishes none.',
      resolve: ({ name, ipRanges }, _args, { registry }) => {
        const status = registry.ipRanges.status(name)
        return ipRanges && status && { preset: presetFor(name), source: ipRanges.page, ...status }
      },
    }),
  }),
})

builder.queryField('providers', (t) =>
  t.field({
    type: [ProviderInfo],
    description: 'What each provider sends: its event types, its signature scheme, the names a template or a condition may use.',
    resolve: () => Object.values(providers),
  }),
)

/** Some providers deliver forms. */
function jsonOrNull(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? 'null')
  } catch {
    return null
  }
}

function inWords({ algorithm, header, encoding, prefix, signed, timestamp }: Scheme): string {
  if (algorithm === 'token') return `the secret itself in ${header}`
  const written = `${algorithm} of ${signed.join('')}, ${encoding}${prefix ? ` after "${prefix}"` : ''}, in ${header}`
  return timestamp ? `${written}; at most ${timestamp.toleranceS} s old` : written
}
