import { Alert, Button, Code, Group, Stack, Table, Text } from '@mantine/core'
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import { useLiveQuery } from '../../api/queries.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { JsonTree } from '../../components/json-tree/json-tree.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { EventPayloadDocument, EventRawDocument } from '../../generated/graphql.ts'

/** More than this is for a file, and not for a page. */
const MAX_SHOWN_CHARS = 200_000

/** Loaded only when it is looked at: it may have megabytes. */
export function Payload({ id }: { id: string }) {
  const { data, error, refetch } = useLiveQuery(EventPayloadDocument, { id })
  if (error && !data) return <FailureNotice error={error} onRetry={refetch} />
  if (!data?.event) return <PageSkeleton />
  if (data.event.payloadState !== 'STORED') return <Gone state={data.event.payloadState} />
  return <JsonTree value={data.event.payload} maxHeight={640} />
}

export function Headers({ headers }: { headers: Record<string, string> }) {
  return (
    <Table>
      <Table.Tbody>
        {Object.entries(headers).map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Td w="30%">
              <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                {name}
              </Text>
            </Table.Td>
            <Table.Td>
              <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                {value}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

export function Raw({ id }: { id: string }) {
  const { data, error, refetch } = useLiveQuery(EventRawDocument, { id })
  if (error && !data) return <FailureNotice error={error} onRetry={refetch} />
  if (!data?.event) return <PageSkeleton />
  if (!data.event.rawBody) return <Gone state={data.event.payloadState} />
  return <Bytes name={id} base64={data.event.rawBody} />
}

function Bytes({ name, base64 }: { name: string; base64: string }) {
  const bytes = useMemo(() => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)), [base64])
  const text = useMemo(() => new TextDecoder().decode(bytes), [bytes])
  const save = () => {
    const url = URL.createObjectURL(new Blob([bytes]))
    Object.assign(document.createElement('a'), { href: url, download: name }).click()
    URL.revokeObjectURL(url)
  }
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          {bytes.length.toLocaleString('en')} bytes, as they came
        </Text>
        <CopyButton value={text} what="all of it" />
        <Button size="compact-sm" variant="default" leftSection={<Download size={14} />} onClick={save}>
          Save
        </Button>
      </Group>
      <Code block mah={640} style={{ overflow: 'auto' }} tabIndex={0}>
        {text.slice(0, MAX_SHOWN_CHARS)}
      </Code>
      {text.length > MAX_SHOWN_CHARS && (
        <Text size="sm" c="dimmed">
          The first {MAX_SHOWN_CHARS.toLocaleString('en')} characters. Save it to see all.
        </Text>
      )}
    </Stack>
  )
}

function Gone({ state }: { state: string }) {
  const text = state === 'ARCHIVED' ? 'It was moved to the archive of events.' : 'It was kept for as long as the settings say, and is gone.'
  return (
    <Alert color="gray" title={state === 'STORED' ? 'There is none' : 'The payload is not here any more'}>
      {state === 'STORED' ? 'This event came without a body of its own.' : text}
    </Alert>
  )
}
