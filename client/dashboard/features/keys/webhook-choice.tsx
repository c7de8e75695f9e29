import { MultiSelect } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { useLiveQuery } from '../../api/queries.ts'
import { KeyWebhookChoicesDocument } from '../../generated/graphql.ts'

const TYPING_MS = 250

interface WebhookChoiceProps {
  value: string[]
  onChange(ids: string[]): void
  error?: ReactNode
}

/** The webhooks that a key is held to: found by the server, for there may be many. */
export function WebhookChoice({ value, onChange, error }: WebhookChoiceProps) {
  const [search, setSearch] = useState('')
  const [wanted] = useDebouncedValue(search, TYPING_MS)
  const { data } = useLiveQuery(KeyWebhookChoicesDocument, { search: wanted || null }, { changes: ['WEBHOOK'] })
  const found = (data?.webhooks.edges ?? []).map(({ node: { id, name } }) => ({ value: id, label: `${name} (${id})` }))
  const chosen = value.filter((id) => found.every((one) => one.value !== id)).map((id) => ({ value: id, label: id }))
  return (
    <MultiSelect
      label="Webhooks"
      description="Nothing but these is there for it. None: all, also those to come."
      placeholder={value.length === 0 ? 'All webhooks' : undefined}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      data={[...chosen, ...found]}
      value={value}
      onChange={onChange}
      error={error}
    />
  )
}
