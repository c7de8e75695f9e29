import { ActionIcon, Group, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { ChevronDown, ChevronUp, Search } from 'lucide-react'
import { useState } from 'react'
import type { Keys } from './rows.ts'
import { useFound } from './use-found.ts'

const TYPING_MS = 200

/** Finds keys and values, and goes from one to the next. */
export function TreeSearch({ value, onShow }: { value: unknown; onShow(keys: Keys): void }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(-1)
  const [wanted] = useDebouncedValue(text, TYPING_MS)
  const { found, isDone } = useFound(value, wanted.length < 2 ? '' : wanted)

  const go = (step: number) => {
    const next = (at + step + found.length) % found.length
    setAt(next)
    onShow(found[next]!)
  }

  return (
    <Group gap={4} mb="xs" wrap="nowrap">
      <TextInput
        aria-label="Find in this"
        placeholder="Find a key or a value"
        size="xs"
        flex={1}
        maw={320}
        leftSection={<Search size={14} />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(-1)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && found.length > 0) go(event.shiftKey ? -1 : 1)
        }}
      />
      {wanted.length > 1 && (
        <>
          <Text size="xs" c="dimmed" role="status">
            {found.length === 0 ? (isDone ? 'nothing' : 'looking') : `${at + 1} of ${found.length}${isDone ? '' : ' so far'}`}
          </Text>
          <ActionIcon variant="subtle" size="sm" aria-label="The one before" disabled={found.length === 0} onClick={() => go(-1)}>
            <ChevronUp size={14} />
          </ActionIcon>
          <ActionIcon variant="subtle" size="sm" aria-label="The next one" disabled={found.length === 0} onClick={() => go(1)}>
            <ChevronDown size={14} />
          </ActionIcon>
        </>
      )}
    </Group>
  )
}
