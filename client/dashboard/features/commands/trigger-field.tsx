import { Autocomplete } from '@mantine/core'
import { useMemo } from 'react'
import type { InputIssue } from '../../../sdk/index.ts'
import { Section } from '../../components/section.tsx'
import type { Context } from './context.ts'
import { issueOf } from './issue-of.ts'

interface TriggerFieldProps {
  context: Context
  value: string
  onChange(value: string): void
  issues: readonly InputIssue[]
}

/** The types of the provider, those that came lately first, and the patterns that stand for several. */
export function TriggerField({ context, value, onChange, issues }: TriggerFieldProps) {
  const groups = useMemo(() => choices(context), [context])
  return (
    <Section title="When">
      <Autocomplete
        label="Trigger"
        description="An event type, issues.* for all of a kind, issue_comment for any of its actions, * for everything"
        placeholder="issues.opened"
        data={groups}
        limit={60}
        value={value}
        onChange={onChange}
        error={issueOf(issues, 'trigger')}
        required
      />
    </Section>
  )
}

function choices({ webhook, providers }: Context) {
  const types = providers.find(({ provider }) => provider === webhook.provider)?.eventTypes ?? []
  const came = [...new Set(webhook.events.edges.map(({ node }) => node.eventType))]
  const families = [...new Set([...came, ...types].map((type) => type.split('.')[0]!))].filter((family) =>
    types.some((type) => type.startsWith(`${family}.`)),
  )
  const patterns = ['*', ...families.map((family) => `${family}.*`)]
  return [
    { group: 'Came lately', items: came },
    { group: 'Patterns', items: patterns },
    { group: 'All types', items: types.filter((type) => !came.includes(type) && !patterns.includes(type)) },
  ].filter(({ items }) => items.length > 0)
}
