import { graphql } from 'graphql'
import { schema } from '../../src/graphql/schema.ts'
import { providers } from '../../src/providers/index.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { DEFAULT_MAX_BODY_BYTES } from '../../src/receive/admit.ts'

const MIB = 1024 * 1024
const SHOWN_TYPES = 12

/** docs/providers.md, from the providers' own files. */
export async function writeProviderPage(): Promise<string> {
  const signatures = await readSignatures()
  return [HEAD, ...Object.values(providers).map((provider) => section(provider, signatures.get(provider.name.toUpperCase())!))].join('\n')
}

const PRESETS = Object.values(providers)
  .flatMap(({ title, ipRanges }) => (ipRanges ? `[${title}](${ipRanges.page})` : []))
  .join(', ')

const HEAD = `# Providers

What to enter where, and what a webhook of each provider takes. This page is made from \`src/providers\`; do not edit it
(\`npx vitest run test/docs -u\` writes it anew). The whole of it, with every event type, is also answered by the query
\`{ providers { provider eventTypes variables signature issuesSecret setup credentials } }\`.

In the steps, **URL** stands for the webhook's \`url\`. What a step says about commenting back is for webhooks whose commands or
agents write at the provider ([how](integrators.md#talk-back)); receiving needs none of it. A Slack token also looks up a
channel's name.

## Addresses

A webhook's \`allowedIps\` takes, beside addresses and CIDR ranges, presets: \`preset:github\` stands for the addresses that GitHub
publishes. ${PRESETS} have one; a webhook may name several. For others, enter what their pages say as ranges:
[GitLab.com](https://docs.gitlab.com/user/gitlab_com/#ip-range) and [Linear](https://linear.app/developers/webhooks) name theirs in
words, Slack none. A self-hosted Jira, GitLab, Sentry or GitHub sends from your own addresses.

A list is fetched when the first webhook names its preset, then daily (\`IP_RANGES_REFRESH_HOURS\`), and kept in
\`DATA_DIR/ip-ranges\`. A change counts at once, without a restart. Where a fetch fails, or brings what can be no list of
addresses, the last good one stays, and \`{ providers { ipRanges { preset source fetchedAt count error } } }\` and the log say why.
A webhook whose list cannot be had is not saved. Should a list be lost later, deliveries are answered 503 \`ip_ranges_missing\`
until it is there again: nobody gets in by a list that is not known. Behind a proxy, name it in \`TRUSTED_PROXIES\`.
`

function section(provider: Provider, signature: string): string {
  const { name, title, setup, credentials, aliases } = provider
  return [
    `## ${title}`,
    '',
    ...setup.map((step, index) => `${index + 1}. ${step.replaceAll('{url}', '**URL**')}.`),
    '',
    '| | |',
    '|---|---|',
    ...facts(provider, signature).map(([what, is]) => `| ${what} | ${is.replaceAll('|', '\\|')} |`),
    ...list(
      'credentials',
      Object.entries(credentials).map(([field, what]) => `\`${field}\`: ${what}`),
    ),
    ...list(
      "names beside the payload's own",
      Object.entries(aliases).map(([short, path]) => `\`${short}\` for \`${path}\``),
    ),
    '',
    `Deliveries go to \`/webhooks/${name}/{id}\`; in GraphQL the provider is \`${name.toUpperCase()}\`.`,
    '',
  ].join('\n')
}

function facts(provider: Provider, signature: string): [string, string][] {
  const { issuesSecret, title, contentTypes, maxBodyBytes = DEFAULT_MAX_BODY_BYTES, shortConditions, success } = provider
  const { status, body } = success?.('evt_…') ?? { status: 202, body: '{"event_id":"evt_…"}' }
  const lookAt = Object.entries(shortConditions).map(([form, paths]) => `\`${form}\`: ${paths.map((path) => `\`${path}\``).join(', ')}`)
  return [
    ['verified by', signature],
    [
      'the secret',
      issuesSecret
        ? `${title} issues it; until it is set, deliveries are answered 401 \`secret_missing\``
        : 'Hookline makes one when none is given, and shows it once',
    ],
    ['taken', `${contentTypes.map((type) => `\`${type}\``).join(', ')}; at most ${maxBodyBytes / MIB} MiB`],
    ...(provider.ipRanges ? [['sent from', `\`preset:${provider.name}\` in \`allowedIps\``] as [string, string]] : []),
    ['answered', body === '' ? `${status}, empty` : `${status} \`${body}\``],
    ['event types', typesOf(provider)],
    ['short conditions look at', lookAt.join('<br>') || 'only the subject: `body_contains`'],
  ]
}

function typesOf({ eventTypes }: Provider): string {
  if (eventTypes.length === 0) return 'whatever the sender says'
  const shown = eventTypes.slice(0, SHOWN_TYPES).map((type) => `\`${type}\``)
  return shown.join(', ') + (eventTypes.length > SHOWN_TYPES ? `, and ${eventTypes.length - SHOWN_TYPES} more` : '')
}

/** By the provider's name in GraphQL. */
async function readSignatures(): Promise<Map<string, string>> {
  const { data } = await graphql({ schema, source: '{ providers { provider signature } }', contextValue: {} })
  return new Map((data!.providers as { provider: string; signature: string }[]).map(({ provider, signature }) => [provider, signature]))
}

function list(what: string, items: string[]): string[] {
  return items.length === 0
    ? []
    : [`| ${what} | ${items.map((item) => item.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join('<br>')} |`]
}
