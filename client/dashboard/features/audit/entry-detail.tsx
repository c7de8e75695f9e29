import { Stack, Text } from '@mantine/core'
import { CopiedText } from '../../components/copied-text.tsx'
import { Facts } from '../../components/facts.tsx'
import { JsonDiff } from '../../components/json-diff.tsx'
import { JsonTree } from '../../components/json-tree/json-tree.tsx'
import { TimeText } from '../../components/time-text.tsx'
import type { Entry } from './entry.ts'

/** What an entry says beside who, what and when: the difference where it was a change. */
export function EntryDetail({ entry: { id, at, detail } }: { entry: Pick<Entry, 'id' | 'at' | 'detail'> }) {
  const { before, after, address, reason, ...rest } = detail as Record<string, unknown>
  const isChange = before !== undefined || after !== undefined
  return (
    <Stack gap="sm" p="sm" pl={28}>
      <Facts
        facts={[
          ['Entry', <CopiedText key="id" value={id} what="the id of the entry" />],
          ['When', <TimeText key="at" at={at} />],
          ['From', typeof address === 'string' && address],
          ['Reason', typeof reason === 'string' && reason],
        ]}
      />
      {isChange && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            Before and after
          </Text>
          <JsonDiff before={before} after={after} />
        </div>
      )}
      {Object.keys(rest).length > 0 && <JsonTree value={rest} maxHeight={320} />}
    </Stack>
  )
}
