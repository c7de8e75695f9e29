import { providers } from '../../providers/index.ts'
import type { Provider as Described } from '../../providers/provider.ts'
import type { Scheme } from '../../providers/signature.ts'
import { builder } from '../builder.ts'
import { ActionKind, Provider } from '../enums.ts'

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
  }),
})

builder.queryField('providers', (t) =>
  t.field({
    type: [ProviderInfo],
    description: 'What each provider sends: its event types, its signature scheme, the names a template or a condition may use.',
    resolve: () => Object.values(providers),
  }),
)

function inWords({ algorithm, header, encoding, prefix, signed, timestamp }: Scheme): string {
  if (algorithm === 'token') return `the secret itself in ${header}`
  const written = `${algorithm} of ${signed.join('')}, ${encoding}${prefix ? ` after "${prefix}"` : ''}, in ${header}`
  return timestamp ? `${written}; at most ${timestamp.toleranceS} s old` : written
}
